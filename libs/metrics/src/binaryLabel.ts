/**
 * The class of one example: 1 is PNEUMONIA, the positive class, and 0 is NORMAL, the negative one,
 * everywhere in the Pneumo libraries.
 */
export type BinaryLabel = 0 | 1;
