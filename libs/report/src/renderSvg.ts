import { PneumoError } from '@pneumo/core';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { escapeText } from './html/html.ts';
import { palette } from './palette.ts';

/** What {@link renderSvg} takes beside the specification. */
export interface RenderSvgOptions {
  /** What the drawing shows, for people who cannot see it. */
  readonly label?: string;
  /**
   * true replaces the colours of the palette by CSS variables with the colour behind them
   * (`var(--ink, #1c2530)`), for a page that has a dark mode. false by default: a plain SVG file.
   */
  readonly themed?: boolean;
  /** Begins the ids inside the drawing; needed where a page holds several. `chart` by default. */
  readonly idPrefix?: string;
}

/**
 * Draws a Vega-Lite specification as an SVG element, without a browser. It scales with its place (it
 * has a viewBox) and loads nothing: a specification that names a file or an address is refused.
 *
 * @param spec - a Vega-Lite specification with its data inside
 * @param options - label, colours as variables, prefix of ids
 * @returns one `<svg>` element
 * @throws PneumoError `CHART_INVALID` when Vega cannot compile or draw it, or warns about it
 *
 * @example
 * ```ts
 * const svg = await renderSvg(classCounts([{ part: 'train', normal: 3, pneumonia: 9, patients: 8 }]));
 * svg.startsWith('<svg'); // true
 * ```
 */
export async function renderSvg(
  spec: TopLevelSpec,
  { label, themed = false, idPrefix = 'chart' }: RenderSvgOptions = {},
): Promise<string> {
  const problems: string[] = [];
  const logger = collectingLogger(problems);
  let svg: string;
  try {
    const compiled = compile(spec, { logger }).spec;
    const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger, loader: closedLoader() });
    svg = await view.toSVG();
    view.finalize();
  } catch (cause) {
    throw new PneumoError('CHART_INVALID', `The chart cannot be drawn: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (problems.length > 0) {
    throw new PneumoError('CHART_INVALID', `The chart cannot be drawn as it is: ${problems.join('; ')}`);
  }
  const prefixed = svg
    .replaceAll(/\bid="([^"]+)"/g, `id="${escapeText(idPrefix)}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${escapeText(idPrefix)}-$1)`);
  const named =
    label === undefined
      ? prefixed
      : prefixed.replace(/^<svg /, () => `<svg role="img" aria-label="${escapeText(label)}" `);
  return themed ? withVariables(named) : named;
}

const variableOf = new Map<string, string>(
  Object.entries(palette).map(([name, { light }]) => [light, `var(--${name}, ${light})`]),
);

function withVariables(svg: string): string {
  return svg.replaceAll(/"(#[0-9a-f]{6})"/g, (whole, colour: string) => {
    const variable = variableOf.get(colour);
    return variable === undefined ? whole : `"${variable}"`;
  });
}

/** Keeps what Vega would print; a chart of ours that draws a warning is a mistake of ours. */
function collectingLogger(problems: string[]): vega.LoggerInterface {
  const collect = (...words: readonly unknown[]): vega.LoggerInterface => {
    problems.push(words.map(String).join(' '));
    return logger;
  };
  const logger: vega.LoggerInterface = {
    level: ((level?: number) => (level === undefined ? vega.Warn : logger)) as vega.LoggerInterface['level'],
    error: collect,
    warn: collect,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

function closedLoader(): vega.Loader {
  const refuse = (address: string): never => {
    throw new PneumoError('CHART_INVALID', `the chart names '${address}'; expected its data inside`);
  };
  const loader = vega.loader();
  loader.load = (address) => Promise.resolve().then(() => refuse(address));
  loader.sanitize = (address) => Promise.resolve().then(() => refuse(address));
  return loader;
}
