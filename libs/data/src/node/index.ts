export { writeFileAtomic } from './writeFileAtomic.ts';
export { removeLeftOvers } from './leftOvers.ts';
export { readFolder } from './readFolder.ts';
export { writeFolder } from './writeFolder.ts';
export { listImageFiles } from './imageFiles.ts';
export { hashFiles } from './hashFiles.ts';
export { buildPixelCache } from './buildPixelCache.ts';
export { listPixelCaches, removePixelCaches } from './listPixelCaches.ts';
export { openPixelCache } from './openPixelCache.ts';
export { planPixelCache } from './planPixelCache.ts';
export { filePixelSource } from './filePixelSource.ts';
export { inspectImages } from './inspectImages.ts';
export { measureImages } from './measureImages.ts';
export { createDecodingPool } from './createDecodingPool.ts';
export { createLoadingPool } from './createLoadingPool.ts';
export { featureBytes } from './features/featureBytes.ts';
export { openFeatureStore } from './features/openFeatureStore.ts';
export { planFeatureStore } from './features/planFeatureStore.ts';
export { makeFeatureSpace } from './features/makeFeatureSpace.ts';
export { readImageFile } from './readImageFile.ts';
export { encodePng } from './encodePng.ts';
export { openSource } from './sources/openSource.ts';
export { openTable } from './sources/tableSource.ts';
export { openNpz } from './sources/npzSource.ts';
export { openZipSource } from './sources/zipSource.ts';
export { openDicomFolder } from './sources/dicomSource.ts';
export { phantomSource } from './sources/phantomSource.ts';
export { withMasks } from './sources/withMasks.ts';
export type {
  AtomicFileHandle,
  AtomicFileSystem,
  AtomicWrite,
  WriteFileAtomicOptions,
} from './writeFileAtomic.ts';
export type { FeaturePrecision, FeatureStore } from '../features/featureStore.ts';
export type { FeatureFile, FeatureStoreOptions } from './features/openFeatureStore.ts';
export type { FeatureStorePlan } from './features/planFeatureStore.ts';
export type { FeatureSpace } from './features/makeFeatureSpace.ts';
export type { FolderDataset, ReadFolderOptions } from './readFolder.ts';
export type { DataWarning } from '../sources/dataWarning.ts';
export type { FoundFiles } from './imageFiles.ts';
export type { OnBadFile } from './badFiles.ts';
export type { FileHash, HashFilesOptions } from './hashFiles.ts';
export type { BuildPixelCacheOptions, PixelCacheProgress } from './buildPixelCache.ts';
export type { CacheableSource } from './cacheableSource.ts';
export type { CachedImage, PixelCache, PixelCacheFacts, PixelCacheSettings } from './pixelCache.ts';
export type { OpenPixelCacheOptions } from './openPixelCache.ts';
export type { PixelCachePlan, PixelCachePlanOptions } from './planPixelCache.ts';
export type {
  FilePixels,
  FilePixelSource,
  PairedMasks,
  PixelLayout,
  SharedPixels,
  SharedPixelSource,
  StoredPixelSource,
  StoredPixels,
} from '../storedPixels.ts';
export type { PixelDepth } from '../pixelSource.ts';
export type {
  BadFile,
  DecodedImage,
  DecodeOptions,
  ImageForm,
  ImageSource,
  JpegDecoder,
  ResizeKernel,
} from '../sources/imageSource.ts';
export type { GreyWindow, LookupTable, Rescale } from '../sources/greyWindow.ts';
export type { OpenedImage } from '../sources/openedImage.ts';
export type { InspectedImages, InspectImagesOptions } from './inspectImages.ts';
export type { DecodingPool } from './createDecodingPool.ts';
export type { LoadingPool, LoadingPoolOptions } from './createLoadingPool.ts';
export type { OpenSourceOptions } from './sources/openSource.ts';
export type { OpenTableOptions } from './sources/tableSource.ts';
export type { OpenNpzOptions } from './sources/npzSource.ts';
export type { PatientKey } from './dicom/patientHash.ts';
export type { OpenDicomFolderOptions } from './sources/dicomSource.ts';
export type { TableColumns } from '../sources/tableColumns.ts';
export type { FindingOptions, TablePreset } from '../sources/tablePresets.ts';
export type { MeasuredImages, MeasureImagesOptions } from './measureImages.ts';
export type { PixelCacheEntry } from './listPixelCaches.ts';
