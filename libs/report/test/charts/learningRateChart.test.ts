import { learningRateChart } from '@pneumo/report';
import { expect, it } from 'vitest';
import { chartText } from './chartText.ts';

const steps = [1e-4, 1e-3, 1e-2, 1e-1].map((learningRate, i) => ({
  learningRate,
  loss: [0.7, 0.6, 0.5, 900][i]!,
  smoothedLoss: [0.7, 0.65, 0.6, 400][i]!,
}));

it('learningRateChart keeps the scale where the loss fell, though the last loss ran away', async () => {
  const numbers = (await chartText(learningRateChart(steps, [1e-3]))).map(Number);
  const largest = Math.max(...numbers.filter(Number.isFinite));
  expect(largest).toBeGreaterThan(0.6);
  expect(largest).toBeLessThan(1);
});
