export { type Azurite, startAzurite } from '../../src/local/azurite.ts';
