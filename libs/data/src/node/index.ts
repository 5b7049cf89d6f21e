export { writeFileAtomic } from './writeFileAtomic.ts';
export { readFolder } from './readFolder.ts';
export { writeFolder } from './writeFolder.ts';
export { listImageFiles } from './imageFiles.ts';
export { hashFiles } from './hashFiles.ts';
export { buildPixelCache } from './buildPixelCache.ts';
export { openPixelCache } from './openPixelCache.ts';
export { inspectImages } from './inspectImages.ts';
export { createLoadingPool } from './createLoadingPool.ts';
export { readImageFile } from './readImageFile.ts';
export { encodePng } from './encodePng.ts';
export type {
  AtomicFileHandle,
  AtomicFileSystem,
  AtomicWrite,
  WriteFileAtomicOptions,
} from './writeFileAtomic.ts';
export type { DataWarning, FolderDataset, ReadFolderOptions } from './readFolder.ts';
export type { FoundFiles } from './imageFiles.ts';
export type { BadFile, OnBadFile } from './badFiles.ts';
export type { FileHash, HashFilesOptions } from './hashFiles.ts';
export type { BuildPixelCacheOptions, PixelCacheProgress } from './buildPixelCache.ts';
export type { CachedImage, PixelCache, PixelCacheSettings } from './pixelCache.ts';
export type { DecodeOptions, ResizeKernel } from './decodeGrey.ts';
export type { InspectedImages, InspectImagesOptions } from './inspectImages.ts';
export type { LoadingPool, LoadingPoolOptions } from './createLoadingPool.ts';
