// `npm run mutation`: is there a test for every line that decides, does and tells? Some hours; of one file, minutes:
// `npm run mutation -- --mutate src/rotation/decide/guard.ts`. The report is mutation/report/mutation.html.
export default {
  mutate: ['src/rotation/{decide,perform,report}/**/*.ts', 'src/rotation/{journal,model}*.ts'],
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
  ignorePatterns: ['/dist', '/lib', '/coverage', '/mutation/report', '/docs', '/.ci', '/.github'],
  tempDirName: 'mutation/.tmp',
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  jsonReporter: { fileName: 'mutation/report/mutation.json' },
  htmlReporter: { fileName: 'mutation/report/mutation.html' },
  clearTextReporter: { allowColor: false, reportTests: false },
};
