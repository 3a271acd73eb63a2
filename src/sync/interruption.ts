export { throwIfInterrupted } from '../interruption.ts';
