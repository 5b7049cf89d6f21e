import { isPneumoError } from '@pneumo/core';
import { metricNames } from '@pneumo/metrics';
import { renderRunReport, type RunReportData } from '@pneumo/report';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { figureNames } from '../src/format.ts';
import { mapText } from './mapText.ts';
import { collapse, parseMarkup, type ParsedElement, tableRows } from './parseMarkup.ts';
import { expectSafePage } from './safePage.ts';
import { pngSrc, sampleRun } from './sampleRun.ts';

const data = sampleRun();
let report: string;
let elements: ParsedElement[];
beforeAll(async () => {
  report = await renderRunReport(data);
  elements = parseMarkup(report);
});

const bodyText = (markup: string): string =>
  parseMarkup(markup)
    .find(({ name }) => name === 'body')!
    .text.replaceAll('\u00a0', ' ');
const headings = (markup: string): string[] =>
  parseMarkup(markup)
    .filter(({ name }) => name === 'h2')
    .map(({ text }) => text);

describe('renderRunReport(data)', () => {
  it('is one safe and accessible HTML document', () => {
    expectSafePage(report);
  });

  it('gives the same text for the same data', async () => {
    expect(await renderRunReport(sampleRun())).toBe(report);
  });

  it('shows every figure with its interval as the data give them, validation and test apart', () => {
    const [head, ...rows] = tableRows(report, 'figures').slice(0, metricNames.length + 1);
    expect(head).toEqual(['Figure', 'Validation350 images, 235 patients', 'Test624 images, 416 patients']);
    for (const metric of metricNames) {
      const { name, meaning, form } = figureNames[metric];
      const shown = [data.validation!, data.test!].map(({ atThreshold }) => {
        const { value, low, high } = atThreshold[metric];
        return form === 'percent'
          ? `${(100 * value!).toFixed(1)} % ${(100 * low!).toFixed(1)} to ${(100 * high!).toFixed(1)} %`
          : `${value!.toFixed(3)} ${low!.toFixed(3)} to ${high!.toFixed(3)}`;
      });
      expect(rows).toContainEqual([`${name}${meaning}`, ...shown]);
    }
  });

  it('shows the counts of the confusion matrices at both thresholds', () => {
    const rows = tableRows(report, 'confusion').filter(([head]) => head !== 'Truth');
    const judgements = [data.validation!, data.test!].flatMap((part) => [part.atThreshold, part.atHalf!]);
    const counts = judgements.flatMap(({ confusion: c }) => [
      [c.trueNegative, c.falsePositive],
      [c.falseNegative, c.truePositive],
    ]);
    counts.forEach((pair, i) => {
      const total = pair[0]! + pair[1]!;
      const truth = i % 2 === 0 ? 'NORMAL' : 'PNEUMONIA';
      expect(rows[i]).toEqual([
        `${truth}${total} images`,
        ...pair.map((images) => `${images}${((100 * images) / total).toFixed(1)} % of ${truth}`),
      ]);
    });
  });

  it('says the threshold, its rule and where it was chosen', () => {
    const { value, n, sensitivity } = data.threshold;
    expect(bodyText(report)).toContain(
      `from a probability of ${Number(value.toFixed(3))}, the threshold. It was chosen on ${n} validation images, by the greatest sum of sensitivity and specificity (Youden), and then locked. On the validation images it gives a sensitivity of ${(100 * sensitivity).toFixed(1)} %`,
    );
  });

  it('shows the sensitivity of subgroups', () => {
    const rows = tableRows(report, 'subgroups');
    const { n, patients, sensitivity } = data.test!.atThreshold.subgroups.find((g) => g.value === 'virus')!;
    const [value, low, high] = [sensitivity.value!, sensitivity.low!, sensitivity.high!].map((x) =>
      (100 * x).toFixed(1),
    );
    expect(rows).toContainEqual([
      'virussubtype, test',
      String(n),
      String(patients),
      `${value} % ${low} to ${high} %`,
    ]);
    expect(rows[0]).toEqual(['Subgroup', 'Images', 'Patients', 'Sensitivity']);
  });

  it('shows the published figures beside ours only where they can be compared', async () => {
    const rows = tableRows(report, 'published');
    expect(rows.slice(1, 3)).toEqual([
      ['CNNas published', '78.0 %', '0.948', '41.9 %'],
      ['ResNet50as published', '82.9 %', '0.960', '55.6 %'],
    ]);
    expect(rows.slice(3).map(([name]) => name)).toEqual([
      'cnnthis run, threshold 0.5',
      `cnnthis run, locked threshold ${Number(data.threshold.value.toFixed(3))}`,
    ]);
    for (const other of [{ publishedComparison: false }, { test: undefined }]) {
      const without = await renderRunReport({ ...data, ...other } as RunReportData);
      expect(tableRows(without, 'published')).toEqual([]);
      expect(bodyText(without)).not.toMatch(/41\.9 %|ResNet50|published/);
    }
  });

  it('warns in red when patients stand in training and validation, and only then', async () => {
    const danger = (markup: string): string[] =>
      parseMarkup(markup)
        .filter(({ attributes }) => attributes['class'] === 'notice danger')
        .map(({ text }) => text);
    expect(danger(report)).toHaveLength(1);
    expect(danger(report)[0]).toContain('318 patients have images in more than one part');
    const clean = { ...data, data: { ...data.data, split: { ...data.data.split, sharedPatients: 0 } } };
    expect(danger(await renderRunReport(clean))).toEqual([]);
  });

  it('says of generated images that figures hold for no patient', async () => {
    const words = 'they hold for no patient';
    expect(bodyText(report)).not.toContain(words);
    expect(bodyText(await renderRunReport({ ...data, data: { ...data.data, synthetic: true } }))).toContain(
      words,
    );
  });

  it('sorts explained cases into right and wrong ones by the locked threshold', () => {
    const start = report.indexOf('<section id="explanations"');
    const section = parseMarkup(
      report.slice(start, report.indexOf('</section>', start) + '</section>'.length),
    );
    const titles = section.filter(({ name }) => name === 'h3').map(({ text }) => text);
    expect(titles).toEqual([
      'Right: PNEUMONIA found',
      'Right: NORMAL recognised',
      'Wrong: PNEUMONIA missed',
      'Wrong: NORMAL called PNEUMONIA',
    ]);
    let title = '';
    for (const { name, text, attributes } of section) {
      if (name === 'h3') title = text;
      if (name !== 'img') continue;
      const image = data.explanations!.images.find(({ id }) => attributes['alt']!.includes(id))!;
      const positive = image.probability >= data.threshold.value;
      const right = positive === (image.label === 1);
      expect(title.startsWith(right ? 'Right' : 'Wrong')).toBe(true);
      expect(title.includes(image.label === 1 ? ': PNEUMONIA' : ': NORMAL')).toBe(true);
    }
  });

  it('calls a case PNEUMONIA from exactly the threshold on, not from 0.5', async () => {
    const { value } = data.threshold;
    expect(value).toBeGreaterThan(0.55);
    const images = [
      { id: 'at', label: 0 as const, probability: value, src: pngSrc },
      { id: 'below', label: 1 as const, probability: 0.55, src: pngSrc },
      { id: 'unknown', probability: 0.55, src: pngSrc },
    ];
    const text = bodyText(
      await renderRunReport({ ...data, explanations: { ...data.explanations!, images } }),
    );
    expect(text).toMatch(/Wrong: PNEUMONIA missed probability 0\.55truth: PNEUMONIA ?below/);
    expect(text).toMatch(/Wrong: NORMAL called PNEUMONIA probability [\d.]+truth: NORMAL ?at/);
    expect(text).toMatch(/Without a label: called NORMAL probability 0\.55truth: unknown ?unknown/);
  });

  it('names the images that were left out, twenty at most, and counts all', async () => {
    expect(tableRows(report, 'left-out')).toContainEqual([
      'train/NORMAL/broken.jpeg',
      'unknown',
      'cannot be decoded: premature end of JPEG',
    ]);
    const leftOut = Array.from({ length: 1234 }, (_, i) => ({ id: `image-${i}`, reason: 'empty' }));
    const many = await renderRunReport({ ...data, data: { ...data.data, leftOut } });
    expect(tableRows(many, 'left-out')).toHaveLength(21);
    expect(bodyText(many)).toContain('1,234 images were left out');
    expect(bodyText(many)).toContain('and 1,214 more.');
  });

  it('shows the figures of every epoch, and a gap where one is missing', async () => {
    const history = [
      { epoch: 1, trainLoss: 0.6931, learningRate: 1e-3 },
      { epoch: 2, trainLoss: Number.NaN, valLoss: 0.5, valAuroc: 0.75, learningRate: 5e-4 },
    ];
    const short = await renderRunReport({ ...data, training: { facts: [], history, bestEpoch: 2 } });
    expect(tableRows(short, 'epochs').slice(1)).toEqual([
      ['1', '0.693', '–', '–', '0.001', '–', '–'],
      ['2 (kept)', 'not finite', '0.500', '0.750', '0.0005', '–', '–'],
    ]);
  });

  it('says how to repeat the run and that it is no medical device', () => {
    expect(elements.find(({ name }) => name === 'pre')!.text).toBe(
      `npm ci ${collapse(data.repeat!.command)}`,
    );
    expect(bodyText(report)).toContain('A research and teaching tool, no medical device.');
  });

  it('leaves out what is missing and never writes undefined, null or NaN', async () => {
    const optional = [
      'date',
      'generator',
      'training',
      'validation',
      'test',
      'explanations',
      'repeat',
    ] as const;
    const missing = [...optional.map((name) => [name]), [...optional]];
    for (const names of missing) {
      const less: Record<string, unknown> = { ...data };
      for (const name of names) delete less[name];
      const markup = await renderRunReport(less as unknown as RunReportData);
      expectSafePage(markup);
      expect(bodyText(markup)).not.toMatch(/undefined|null|NaN|\[object/);
    }
    const bare = await renderRunReport({
      ...data,
      ...Object.fromEntries(optional.map((name) => [name, undefined])),
      environment: [],
      warnings: [],
    } as unknown as RunReportData);
    expect(headings(bare)).toEqual(['Data', 'Model']);
  });

  it('judges by validation, with a caution, where no test was judged', async () => {
    const { test: _, ...rest } = data;
    const markup = await renderRunReport(rest);
    expect(bodyText(markup)).toContain('Weights and threshold were chosen on these images');
    expect(bodyText(markup)).not.toContain('Nothing was chosen on these images');
  });

  it('shows undefined figures as such and draws no curve where a class is missing', async () => {
    const none = { value: null, low: null, high: null };
    const one = {
      predictions: [{ label: 1 as const, probability: 0.9 }],
      atThreshold: { ...data.test!.atThreshold, auroc: none, specificity: none, subgroups: [] },
    };
    const { validation: _, ...rest } = data;
    const markup = await renderRunReport({ ...rest, test: one });
    expect(tableRows(markup, 'figures')[1]!.at(1)).toBe('not defined');
    expect(markup).not.toContain('ROC curve with operating points');
    expectSafePage(markup);
  });

  it('refuses data of another form and pictures that are no data URIs', async () => {
    const other = renderRunReport({ ...data, schemaVersion: 2 } as unknown as RunReportData);
    await expect(other).rejects.toSatisfy((e) => isPneumoError(e, 'UNKNOWN_SCHEMA_VERSION'));
    const images = [{ id: 'x', probability: 0.5, src: 'https://example.org/x.png' }];
    const outside = renderRunReport({ ...data, explanations: { ...data.explanations!, images } });
    await expect(outside).rejects.toSatisfy((e) => isPneumoError(e, 'INVALID_IMAGE_SRC'));
  });
});

describe('text from outside', () => {
  const structure = (markup: string): string[] =>
    parseMarkup(markup).map(({ name, attributes }) => `${name} ${Object.keys(attributes).join(' ')}`);

  it.each([
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `' onmouseover='alert(1)`,
    `</style></title></svg><script>alert(1)</script>`,
    `<!-- ]]> --> \${1} $& {{x}} &lt;b&gt;`,
    `javascript:alert(1)`,
  ])('%s stays text wherever it stands', async (hostile) => {
    let changed = 0;
    const markup = await renderRunReport(mapText(data, (text) => `${hostile}${text}${changed++}`));
    expect(changed).toBeGreaterThan(100);
    expectSafePage(markup);
    expect(bodyText(markup)).toContain(collapse(hostile));
    expect(markup).not.toContain('<script');
  });

  it('any text leaves the structure of the document as it is', async () => {
    const small: RunReportData = {
      ...data,
      data: { ...data.data, parts: data.data.parts.slice(0, 1) },
      training: { ...data.training!, history: data.training!.history.slice(0, 2) },
    };
    const names = (text: string): RunReportData =>
      ({ ...mapText(small, (old) => `${old} ${text}`), validation: undefined }) as unknown as RunReportData;
    // Drawings differ by the length of texts; everything around them must not.
    const withoutDrawings = (markup: string): string => markup.replaceAll(/<svg.*?<\/svg>/gs, '');
    const expected = structure(withoutDrawings(await renderRunReport(names('x'))));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), async (text) => {
        const markup = await renderRunReport(names(text));
        parseMarkup(markup);
        expect(structure(withoutDrawings(markup))).toEqual(expected);
      }),
      { numRuns: 12, seed: 4 },
    );
  });

  it('shows what a calibration changed, where there is one', async () => {
    expect(headings(report)).not.toContain('Probabilities');
    const bins = [{ low: 0.4, high: 0.5, n: 20, meanProbability: 0.45, frequency: 0.6 }];
    const before = { brierScore: 0.2, logLoss: 0.61, calibrationError: 0.15, bins };
    const after = { brierScore: 0.18, logLoss: null, calibrationError: 0.0312, bins };
    const calibrated = await renderRunReport({
      ...data,
      calibration: { method: 'platt', fittedOn: 'val', parts: [{ part: 'test', n: 20, before, after }] },
    });
    expectSafePage(calibrated);
    expect(headings(calibrated)).toContain('Probabilities');
    expect(bodyText(calibrated)).toMatch(/calibration \(platt\) that was fitted on\s+validation\s+images/);
    expect(bodyText(calibrated)).toMatch(/Expected calibration error.*0\.1500.*0\.0312/s);
    expect(bodyText(calibrated)).toMatch(/Log loss.*0\.6100.*not defined/s);
  });
});
