import { spawnSync } from 'node:child_process';

const CODE = `import importlib.metadata as m, json, platform
found = {"python": platform.python_version()}
for name in ("torch", "onnxruntime", "onnx", "numpy"):
    try: found[name] = m.version(name)
    except m.PackageNotFoundError: pass
print(json.dumps(found))`;

/** Which of the packages that matter a Python has, by version; undefined where it cannot be run. */
export function pythonPackages(python: string): Record<string, string> | undefined {
  const { status, stdout } = spawnSync(python, ['-c', CODE], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as Record<string, string>) : undefined;
}
