/** Whether an error says that this very package is not installed, and not one that it needs itself. */
export function isMissing(error: unknown, specifier: string): boolean {
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const notFound =
    code === 'ERR_MODULE_NOT_FOUND' ||
    code === 'MODULE_NOT_FOUND' ||
    /Cannot find (?:module|package)/.test(message);
  return (
    notFound &&
    (message.includes(`'${name}'`) || message.includes(`'${specifier}'`) || message.includes(`/${name}/`))
  );
}
