export { writeFileAtomic } from './writeFileAtomic.ts';
export type { AtomicFileHandle, AtomicFileSystem, WriteFileAtomicOptions } from './writeFileAtomic.ts';
