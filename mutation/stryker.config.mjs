// `npm run test:mutation`: is there a test for every line that decides? See docs/mutation.md.
export default {
  mutate: ['src/rotation/{clusters,decide,guard,journal,observation,preflight,verification,workloads}.ts'],
  testRunner: 'jest',
  plugins: [import.meta.resolve('@stryker-mutator/jest-runner').replace('file://', '')],
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  jest: { configFile: 'mutation/jest.config.mjs' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Modules of the VM are never freed: a runner grows with each mutant.
  maxTestRunnerReuse: 40,
  // A mutant that never ends is found out sooner; the tests take milliseconds.
  timeoutMS: 20_000,
  ignorePatterns: ['dist', 'lib', 'coverage', 'mutation/report', '/docs', '/.ci', '/.github'],
  tempDirName: 'mutation/.tmp',
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  jsonReporter: { fileName: 'mutation/report/mutation.json' },
  htmlReporter: { fileName: 'mutation/report/mutation.html' },
  clearTextReporter: { allowColor: false, reportTests: false },
};
