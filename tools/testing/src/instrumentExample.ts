/**
 * Turns the comments of an example into checks: a line `expression; // value` or
 * `const name = …; // value` asserts that the value is what the comment says. `// ≈ value` allows
 * 1e-3, other numbers 1e-6. A comment that is no literal stays a comment.
 *
 * @param code - the example, TypeScript
 * @returns the same with calls of `__check(value, expected, tolerance, line)`
 */
export function instrumentExample(code: string): string {
  return code
    .split('\n')
    .map((line, index) => {
      const match = /^(\s*)(\S.*?);\s*\/\/\s*(≈\s*)?(.+?)\s*$/.exec(line);
      if (!match) return line;
      const [, indent = '', statement = '', approximate, expected = ''] = match;
      if (!isLiteral(expected)) return line;
      const check = (value: string): string =>
        `__check(${value}, (${expected}), ${approximate ? 1e-3 : 1e-6}, ${JSON.stringify(`line ${index + 1}: ${statement}`)});`;
      const declaration = /^(?:const|let)\s+(\w+)(?:\s*:[^=]+)?\s*=/.exec(statement);
      if (declaration) return `${indent}${statement}; ${check(declaration[1]!)}`;
      if (/^(?:const|let|import|export|return|if|for|throw)\b/.test(statement)) return line;
      return `${indent}${check(statement)}`;
    })
    .join('\n');
}

function isLiteral(text: string): boolean {
  if (!/^[-\d'"`[{]|^(?:true|false|null|undefined|NaN|Infinity|Float32Array|Uint8Array)\b/.test(text))
    return false;
  try {
    new Function(`return (${text});`)();
    return true;
  } catch {
    return false;
  }
}
