/**
 * The local Intercom, by the name of the file that the build makes of it: it is read when somebody wants it, and not
 * before.
 */
export { type DemoWorkspace, demoWorkspace } from '../../src/sandbox/demo';
