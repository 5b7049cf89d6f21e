/** The work that is compared: the study's CNN on batches of 32 images of 150×150×3. */
export const WORKLOAD = { batchSize: 32, size: 150, channels: 3 } as const;
