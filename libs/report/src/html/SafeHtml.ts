/**
 * Markup that is known to be safe. Made only by the `html` tag and by `trusted`, so that a string
 * from outside, or an object in someone's JSON, can never pass for markup.
 */
export class SafeHtml {
  readonly #text: string;

  /** @param text - markup, safe as it is */
  constructor(text: string) {
    this.#text = text;
  }

  /** @returns the markup */
  toString(): string {
    return this.#text;
  }
}
