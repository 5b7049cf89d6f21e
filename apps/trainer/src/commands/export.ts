import { writeFileAtomic } from '@pneumo/data/node';
import { exportOnnx } from '@pneumo/tfjs-backend-onnx';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { OVERWRITE_OPTION, refuseExisting } from '../cli/refuseExisting.ts';
import { checkOnnxFile } from '../pipeline/checkOnnxFile.ts';
import { openModel } from '../pipeline/openModel.ts';
import { startEngine } from '../pipeline/startEngine.ts';
import { formatBytes } from '../ui/format.ts';
import { ENGINE_OPTIONS, engineSettings } from './sharedOptions.ts';

const LAYOUTS = ['channels-last', 'channels-first'] as const;

/** `pneumo export` */
export const exportModel: Command = {
  name: 'export',
  summary: 'write a model as a standard ONNX file',
  description:
    "Writes one .onnx file that any ONNX program runs: operator set 17 without extensions, an open batch, the model's data contract (architecture, input size, normalisation, classes, threshold) as its metadata. Inputs are normalised pixels, outputs are logits. Before it is written, the file is run by ONNX Runtime on random pixels, and its logits are compared with the model's.",
  positionals: [{ name: 'RUN', description: 'A run folder, or the folder of a model.' }],
  options: [
    {
      key: 'out',
      value: 'FILE',
      schema: z.string(),
      description: 'The file.',
      otherwise: 'model.onnx',
    },
    OVERWRITE_OPTION,
    {
      key: 'imageLayout',
      value: LAYOUTS.join('|'),
      schema: z.enum(LAYOUTS),
      description:
        'Order of the input: [batch, height, width, channels] as TensorFlow.js has it, or [batch, channels, height, width] as most ONNX programs expect it.',
      otherwise: 'channels-last',
    },
    {
      key: 'inputName',
      value: 'NAME',
      schema: z.string(),
      description: 'Name of the input.',
      otherwise: 'image',
    },
    {
      key: 'outputName',
      value: 'NAME',
      schema: z.string(),
      description: 'Name of the output.',
      otherwise: 'logits',
    },
    ...ENGINE_OPTIONS,
  ],
  examples: [
    ['pneumo export runs/study-20260301-140500 --out=model.onnx', 'the model of a run'],
    [
      'pneumo export runs/study-20260301-140500 --image-layout=channels-first',
      'for a program made for PyTorch models',
    ],
  ],
  async run(context, { options, positionals }) {
    const out = callerPath(context, (options.out ?? 'model.onnx') as string);
    const overwrite = options.overwrite === true;
    await refuseExisting(out, overwrite, 'model.onnx');
    await startEngine(context, engineSettings(options));
    const { model, contract } = await openModel(callerPath(context, positionals[0]!));
    const facts = {
      inputName: (options.inputName ?? 'image') as string,
      outputName: (options.outputName ?? 'logits') as string,
      imageLayout: (options.imageLayout ?? 'channels-last') as (typeof LAYOUTS)[number],
    };
    const bytes = await exportOnnx(model, {
      inputNames: [facts.inputName],
      outputNames: [facts.outputName],
      imageLayout: facts.imageLayout,
      metadata: contract,
      description:
        'Chest X-ray classifier. Input: pixels from 0 to 1, less the mean, by the standard deviation of each channel (metadata: normalisation). Output: a logit, positive for the second class. A research and teaching tool, no medical device.',
    });
    const difference = await checkOnnxFile(bytes, facts, model, contract);
    model.dispose();
    await refuseExisting(out, overwrite, 'model.onnx');
    await writeFileAtomic(out, bytes);
    context.print(
      `${out}: ${formatBytes(bytes.length)}, input ${facts.inputName}, output ${facts.outputName}, operator set 17.`,
    );
    if (contract.testTimeAugmentation === 'flip')
      context.print(
        'The file holds the plain network: give it each image and its mirror image and take the mean of the two logits, as the metadata (testTimeAugmentation) say; the threshold belongs to that mean.',
      );
    context.print(
      `Checked by ONNX Runtime on random pixels: greatest difference of the logits ${difference.toExponential(1)}.`,
    );
    return EXIT_CODES.success;
  },
};
