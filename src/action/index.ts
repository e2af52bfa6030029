export * from './action';
export * from './coerce';
export * from './fields';
export * from './pick';
export * from './request';
export * from './trigger';
