import { describe, expect, it } from 'vitest';
import { nodeRuntime, type ProviderName, registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';

/** What a provider says where it cannot start; null where it can. */
function refusal(provider: ProviderName): { code: string; message: string } | null {
  try {
    nodeRuntime({ provider });
    return null;
  } catch (error) {
    return error as { code: string; message: string };
  }
}

describe('an execution provider', () => {
  it.each(['directml', 'coreml', 'cuda', 'webgpu'] as const)(
    '%s starts, or says in one line why not and what mends it',
    (provider) => {
      const error = refusal(provider);
      if (error === null) return;
      expect(error.code).toBe('PROVIDER_UNAVAILABLE');
      expect(error.message).toMatch(
        new RegExp(`^The execution provider '${provider}' cannot start: .* It needs `),
      );
      expect(error.message).not.toContain('\\n');
    },
  );

  it.runIf(process.platform === 'linux')('that is not in this build is refused with those that are', () => {
    expect(refusal('coreml')?.message).toMatch(/is built without it \(it has cpu, /);
  });

  it('is refused by name where it is unknown', () => {
    expect(() => registerOnnxBackend({ provider: 'cdua' as 'cuda' })).toThrow(/provider.*'cuda'/);
  });
});
