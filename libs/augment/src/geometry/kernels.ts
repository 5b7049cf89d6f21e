/** An interpolation kernel and how far it reaches. */
export interface Kernel {
  readonly radius: number;
  weight(distance: number): number;
}

/** Linear interpolation. */
export const TRIANGLE: Kernel = {
  radius: 1,
  weight: (distance) => {
    const t = distance < 0 ? -distance : distance;
    return t < 1 ? 1 - t : 0;
  },
};

/**
 * Cubic convolution with a = -1/2, the value of third order (Keys, IEEE Trans. ASSP 29, 1981), as
 * Pillow's resize and torchvision's antialiased resize have it.
 */
export const CUBIC: Kernel = {
  radius: 2,
  weight: (distance) => {
    const t = distance < 0 ? -distance : distance;
    if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
    if (t < 2) return ((-0.5 * t + 2.5) * t - 4) * t + 2;
    return 0;
  },
};
