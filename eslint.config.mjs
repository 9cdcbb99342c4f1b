import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'lib/',
      'coverage/',
      '*.mjs',
      'sandbox/*.mjs',
      'scripts/*.mjs',
      '__tests__/support/*.mjs',
      '__tests__/browser/node_modules/',
      'mutation/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // The environment is read in one place, so that every other module is a function of its arguments.
    files: ['src/**'],
    ignores: ['src/inputs.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only inputs.ts reads the environment.' },
        { object: 'process', property: 'exit', message: 'Set process.exitCode, so that output is flushed.' },
      ],
    },
  },
  {
    files: ['sandbox/**', '__tests__/**', 'scripts/**'],
    rules: { 'no-console': 'off' },
  },
);
