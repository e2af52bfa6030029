export * from './connection';
export { missing } from './inputs';
export * from './node';
export { intercomOf } from './outputs';
export { literalQuery } from './rows';
export { errorText, marked } from './status';
export { fieldLabel, type Words, wordsOf } from './words';
