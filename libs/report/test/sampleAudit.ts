import type { AuditReportData } from '@pneumo/report';
import { pngSrc } from './sampleRun.ts';

/** Everything an audit report can show. */
export function sampleAudit(): AuditReportData {
  return {
    schemaVersion: 1,
    title: 'Audit of chest_xray',
    date: '2026-11-24 10:30 UTC',
    generator: 'pneumo 0.1.0',
    findings: ['5,856 images: 1,583 NORMAL and 4,273 PNEUMONIA.', 'Validation holds only 16 images.'],
    warnings: ['train/NORMAL/broken.jpeg cannot be decoded and was left out.'],
    parts: [
      {
        part: 'train',
        normal: 1341,
        pneumonia: 3875,
        patients: 3019,
        subtypes: { bacteria: 2530, virus: 1345 },
      },
      { part: 'val', normal: 8, pneumonia: 8, patients: 16, subtypes: { bacteria: 8 } },
      { part: 'test', normal: 234, pneumonia: 390, patients: 380, subtypes: { bacteria: 242, virus: 148 } },
    ],
    sizes: [
      { name: 'Width', min: '384 px', median: '1281 px', max: '2916 px' },
      { name: 'File size', min: '5.1 kB', median: '120 kB', max: '2.3 MB' },
    ],
    overlaps: [
      { rule: 'number and type', patients: 3415, withSeveralImages: 1103, acrossParts: 0 },
      {
        rule: 'the number alone',
        patients: 2790,
        withSeveralImages: 1300,
        acrossParts: 121,
        examples: Array.from({ length: 14 }, (_, i) => `person${i + 1}.`),
      },
    ],
    recommendations: ['Merge validation with training.', 'Vary exposure.'],
    featureKinds: ['train NORMAL', 'train PNEUMONIA'],
    features: [{ title: 'mean brightness', ranges: ['0.48 (0.45 to 0.52)', '0.51 (0.46 to 0.55)'] }],
    separations: [
      {
        question: 'Does the file alone predict the label?',
        kinds: ['NORMAL', 'PNEUMONIA'],
        auroc: { value: 0.912, low: 0.9, high: 0.925 },
        method: 'Logistic regression, 5 folds by patient.',
        features: [{ title: 'width (pixels)', auroc: 0.88, first: '1640', second: '1152' }],
        silent: ['channels'],
      },
    ],
    duplicates: [
      {
        title: 'Files of equal contents',
        total: 3,
        groups: [
          {
            crosses: ['different labels'],
            images: [
              { id: 'one.jpeg', src: pngSrc },
              { id: 'two.jpeg', src: pngSrc },
            ],
          },
        ],
      },
      { title: 'Nearly equal pictures', total: 0, groups: [] },
    ],
    sheets: [
      { title: 'NORMAL, train', images: [{ id: 'train/NORMAL/IM-0115-0001.jpeg', src: pngSrc }] },
      { title: 'PNEUMONIA, train', images: [] },
    ],
    facts: [{ name: 'Channels', value: '1: 5,573 images, 3: 283 images' }],
  };
}
