export * from './connection';
export * from './node';
