/**
 * The colours of charts and pages. Series colours are told apart by people with any kind of colour
 * vision (after Okabe and Ito, "Color universal design", 2008) and differ in lightness too; lines
 * differ by dash as well. Charts are specified in the light colours; in a page each is a CSS
 * variable, so that dark mode can change it.
 */
export const palette = {
  /** Text. */
  ink: { light: '#1c2530', dark: '#e7ebf0' },
  /** Quiet text: axis labels, captions. */
  muted: { light: '#596575', dark: '#a3aebb' },
  /** Rules and grid lines. */
  line: { light: '#dce1e7', dark: '#313a45' },
  /** The page. */
  paper: { light: '#fefefe', dark: '#14181d' },
  /** Panels on the page. */
  panel: { light: '#f5f7f9', dark: '#1c2229' },
  /** The class NORMAL. */
  normal: { light: '#0072b2', dark: '#62b5ea' },
  /** The class PNEUMONIA. */
  pneumonia: { light: '#d25a00', dark: '#f39a57' },
  /** The training part. */
  train: { light: '#7b8694', dark: '#8d99a7' },
  /** The validation part. */
  validation: { light: '#9c4f96', dark: '#d494cf' },
  /** The test part. */
  test: { light: '#00735c', dark: '#4fc9a8' },
  /** Warnings: something makes figures doubtful. */
  danger: { light: '#b3261e', dark: '#ff8a80' },
} as const;

/** The name of a colour of {@link palette}. */
export type PaletteColour = keyof typeof palette;

/** The CSS variables of one mode. */
export function paletteVariables(mode: 'light' | 'dark'): string {
  return Object.entries(palette)
    .map(([name, colours]) => `--${name}:${colours[mode]}`)
    .join(';');
}
