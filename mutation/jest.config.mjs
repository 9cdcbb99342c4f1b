import jest from '../jest.config.mjs';

// The unit tests of the rotation that take milliseconds. The enumeration of all situations (situations.test.ts) takes
// seconds, which is too long for a thousand mutants; whatever survives here is a test that these lack.
export default {
  ...jest,
  rootDir: '..',
  testMatch: ['**/unit/{clusters,decide,guard,journal,observation,preflight,status,words,workloads}.test.ts'],
};
