import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// Layers of the house, left to right: a package imports only from layers before its own.
const LAST_LAYER = 5;
const depConstraints = Array.from({ length: LAST_LAYER + 1 }, (_, layer) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: Array.from({ length: layer }, (_, below) => `layer:${below}`),
}));

const randomnessAndClocks = [
  { object: 'Math', property: 'random', message: 'Take a seed and draw from randomStream of @pneumo/core.' },
  { object: 'Date', property: 'now', message: 'Take the clock as an argument.' },
  { object: 'performance', property: 'now', message: 'Take the clock as an argument.' },
];

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', 'docs/api', 'runs', '.nx', '**/.examples', '**/fixtures'] },
  {
    files: ['libs/*/{src,test}/**/*.ts', 'apps/*/{src,test}/**/*.ts', 'tools/**/*.ts'],
    ignores: ['**/vitest.config.ts'],
    extends: [tseslint.configs.base],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: ['@pneumo/testing'],
          allowCircularSelfDependency: true,
          depConstraints,
          banTransitiveDependencies: false,
        },
      ],
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-debugger': 'error',
    },
  },
  {
    files: ['libs/*/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': ['error', ...randomnessAndClocks],
      'no-restricted-globals': [
        'error',
        {
          name: 'process',
          message: 'Libraries know nothing of the process; take what you need as an argument.',
        },
        { name: 'Date', message: 'Take the clock as an argument.' },
        { name: 'alert', message: 'Libraries never talk to the user.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Write out every exported name.' },
      ],
    },
  },
  {
    files: ['libs/*/src/**/*.ts'],
    ignores: ['libs/*/src/node/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', 'sharp', 'onnxruntime-node'],
              message: 'Only the /node entry may touch Node.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/*/src/node/**/*.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
);
