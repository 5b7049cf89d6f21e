import type { Sample } from '../sample.ts';
import type { ImageStatistics } from './imageStatistics.ts';

/** One image of an audit: what is known of it and what was measured. */
export interface AuditImage {
  /** The sample. */
  sample: Sample;
  /** Columns of the original. */
  width: number;
  /** Rows of the original. */
  height: number;
  /** Channels of the original. */
  channels: number;
  /** Size of the file. */
  bytes: number;
  /** Bits a channel of the original, where the file says so. */
  bitDepth?: number;
  /** Quality with which a JPEG was written, 1 to 100. */
  jpegQuality?: number;
  /** SHA-256 of the file. */
  sha256?: string;
  /** What was measured on the pixels. */
  statistics: ImageStatistics;
}

/** A quantity of an image that findings compare. */
export interface AuditFeature {
  /** Its name: a key of `ImageStatistics`, or of the file's form. */
  name: string;
  /** What it is, for people. */
  title: string;
  /** Its value; undefined where the image has none. */
  of(image: AuditImage): number | undefined;
}

/** What a file shows without its picture being looked at: size, shape, encoding. */
export const fileFeatures: readonly AuditFeature[] = [
  { name: 'width', title: 'width (pixels)', of: ({ width }) => width },
  { name: 'height', title: 'height (pixels)', of: ({ height }) => height },
  { name: 'aspect', title: 'width by height', of: ({ width, height }) => width / height },
  { name: 'channels', title: 'channels', of: ({ channels }) => channels },
  { name: 'bytes', title: 'file size (bytes)', of: ({ bytes }) => bytes },
  {
    name: 'bytesPerPixel',
    title: 'bytes a pixel',
    of: ({ bytes, width, height }) => bytes / (width * height),
  },
  { name: 'bitDepth', title: 'bits a channel', of: ({ bitDepth }) => bitDepth },
  { name: 'jpegQuality', title: 'JPEG quality', of: ({ jpegQuality }) => jpegQuality },
];

const statistic = (
  name: Exclude<keyof ImageStatistics, 'hash' | 'thumbnail'>,
  title: string,
): AuditFeature => ({ name, title, of: ({ statistics }) => statistics[name] });

/** How an image was exposed. */
export const exposureFeatures: readonly AuditFeature[] = [
  statistic('brightness', 'mean brightness'),
  statistic('contrast', 'contrast (standard deviation)'),
  statistic('dark', 'darkest 1 %'),
  statistic('bright', 'brightest 1 %'),
  statistic('clippedLow', 'share of black pixels'),
  statistic('clippedHigh', 'share of white pixels'),
];

/** What else was measured on the pixels. */
export const pictureFeatures: readonly AuditFeature[] = [
  statistic('sharpness', 'sharpness'),
  statistic('noise', 'noise'),
  statistic('border', 'widest even border'),
  statistic('rotation', 'turn of the chest (degrees)'),
  statistic('centreX', 'middle of the chest (share of the width)'),
  statistic('symmetry', 'symmetry of the chest'),
  statistic('markers', 'letters and text'),
];

/** Every feature, in the order of reports. */
export const auditFeatures: readonly AuditFeature[] = [
  ...fileFeatures,
  ...exposureFeatures,
  ...pictureFeatures,
];
