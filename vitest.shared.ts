import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineProject, type UserWorkspaceConfig } from 'vitest/config';

/**
 * The Vitest configuration of one workspace package: tests run on the TypeScript source of every
 * package (export condition `@pneumo/source`), so that no build is needed first.
 */
export function project(configUrl: string): UserWorkspaceConfig {
  const root = fileURLToPath(new URL('.', configUrl));
  return defineProject({
    root,
    resolve: { conditions: ['@pneumo/source', ...defaultClientConditions] },
    ssr: { resolve: { conditions: ['@pneumo/source', ...defaultServerConditions] } },
    test: {
      name: root.replace(/\/$/, '').split('/').slice(-1)[0]!,
      include: ['test/**/*.test.ts'],
      setupFiles: [fileURLToPath(new URL('./vitest.setup.ts', import.meta.url))],
      restoreMocks: true,
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  });
}
