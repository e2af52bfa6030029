export * from './action';
export * from './coerce';
export * from './fields';
export * from './request';
