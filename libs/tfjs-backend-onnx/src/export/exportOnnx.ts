import type * as tfl from '@tensorflow/tfjs-layers';
import { checkOneOf, PneumoError } from '@pneumo/core';
import { ExportGraph } from './ExportGraph.ts';
import { checkLayer, exportModel, layersOf } from './exportModel.ts';
import type { ExportForm, ExportShape } from './ExportValue.ts';
import type { ExportWeight } from './LayerCall.ts';
import { metadataText } from './metadataText.ts';
import { checkNames, defaultOutputNames } from './portNames.ts';

/** Options of {@link exportOnnx}. */
export interface ExportOnnxOptions {
  /** Names of the inputs, in the model's order; the names of its input layers by default. */
  readonly inputNames?: readonly string[];
  /**
   * Names of the outputs, in the model's order. By default a single output is called `logits` where a
   * linear dense layer makes it and `probabilities` behind a sigmoid or softmax; others by their layer.
   */
  readonly outputNames?: readonly string[];
  /**
   * Order of rank-4 inputs and outputs: `channels-last`, [batch, height, width, channels], as
   * TensorFlow.js has them (the default), or `channels-first`, [batch, channels, height, width], as
   * most ONNX programs expect them, which saves the transposition at the ends.
   */
  readonly imageLayout?: 'channels-last' | 'channels-first';
  /**
   * What the file says about itself, such as a model's data contract: one metadata entry for each key.
   * Texts stand as they are, other values as JSON.
   */
  readonly metadata?: object;
  /** What the model is, for people who open the file. */
  readonly description?: string;
}

/** The greatest file that protobuf can hold, less a margin for what is no weight. */
const MAX_WEIGHT_BYTES = 2 ** 31 - 2 ** 24;

/**
 * Exports a layers model as a standard ONNX file: operator set 17 without extensions, an open batch
 * axis named `batch`, weights as initialisers, operators named after their layers. It computes what
 * `model.predict` computes. Any TensorFlow.js backend may be active; nothing is run.
 *
 * Exported is what the layers say, not what they compute, so a layer of your own is refused by name,
 * and so are recurrent layers, masks, and open sizes other than the batch.
 *
 * @param model - a built model of tfjs-layers, which stays the caller's; models within it are opened
 * @param options - names, layout, metadata
 * @returns the bytes of the file
 * @throws PneumoError `MODEL_NOT_EXPORTABLE` naming the layer and the reason, or when the weights
 * exceed the 2 GB of a single file; `INVALID_ARGUMENT` for something that is no layers model, for names
 * that are too few, empty or used twice, and for metadata that is no record
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 *
 * const model = tfl.sequential({
 *   layers: [
 *     tfl.layers.conv2d({ inputShape: [32, 32, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
 *     tfl.layers.globalAveragePooling2d({}),
 *     tfl.layers.dense({ units: 1 }),
 *   ],
 * });
 * const file = await exportOnnx(model, { inputNames: ['image'], metadata: { classNames: ['NORMAL', 'PNEUMONIA'] } });
 * file instanceof Uint8Array; // true
 * ```
 */
export async function exportOnnx(
  model: tfl.LayersModel,
  options: ExportOnnxOptions = {},
): Promise<Uint8Array> {
  checkModel(model);
  const { imageLayout = 'channels-last' } = options;
  checkOneOf('imageLayout', imageLayout, ['channels-last', 'channels-first']);
  const layers = layersOf(model);
  for (const layer of layers) checkLayer(layer);
  const channelsFirst = layers.find((layer) => layer.getConfig()['dataFormat'] === 'channelsFirst');
  if (imageLayout === 'channels-first' && channelsFirst !== undefined)
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `imageLayout is 'channels-first', but the layer '${channelsFirst.name}' takes channels first already. Leave imageLayout out: inputs stay as the model has them.`,
    );
  const inputNames = options.inputNames ?? model.inputs.map(({ sourceLayer }) => sourceLayer.name);
  const outputNames = options.outputNames ?? defaultOutputNames(model);
  checkNames(model, inputNames, outputNames);
  const metadata = metadataText(options.metadata ?? {});

  const formOf = (shape: readonly unknown[]): ExportForm =>
    shape.length === 4 && imageLayout === 'channels-first' ? 'first' : 'plain';
  const graph = new ExportGraph([...inputNames, ...outputNames]);
  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }, index) =>
    graph.input(
      inputNames[index]!,
      { shape: checkShape(sourceLayer.name, shape), dtype: dtype ?? 'float32' },
      formOf(shape),
    ),
  );
  const outputs = exportModel(model, inputs, graph, await readWeights(model, layers));
  outputs.forEach((value, index) => graph.output(outputNames[index]!, value, formOf(value.shape)));
  const images = [...inputs, ...outputs].some(({ shape }) => shape.length === 4);
  return graph.finish({
    producer: '@pneumo/tfjs-backend-onnx',
    graphName: model.name,
    ...(options.description === undefined ? {} : { description: options.description }),
    metadata: {
      ...metadata,
      ...(images
        ? { imageLayout: imageLayout === 'channels-first' || channelsFirst !== undefined ? 'NCHW' : 'NHWC' }
        : {}),
    },
  });
}

function checkModel(model: tfl.LayersModel): void {
  const parts = [model?.inputs, model?.outputs, model?.layers] as unknown[];
  if (parts.every((part) => Array.isArray(part) && part.length > 0)) return;
  throw new PneumoError(
    'INVALID_ARGUMENT',
    `model is ${model === null || typeof model !== 'object' ? String(model) : (model.constructor?.name ?? 'an object')}; ` +
      'expected a built model of tfjs-layers. Give the first layer an inputShape; a GraphModel has its own converter, tf2onnx.',
  );
}

function checkShape(name: string, shape: tfl.Shape): ExportShape {
  const [, ...sizes] = shape;
  if (shape.length > 0 && sizes.every((size) => Number.isInteger(size) && size! > 0))
    return [null, ...(sizes as number[])];
  throw new PneumoError(
    'MODEL_NOT_EXPORTABLE',
    `The input '${name}' has shape [${shape.map(String).join(', ')}]; only the batch may be open in an exported model. ` +
      'Build the model with whole sizes.',
    { details: { input: name, shape } },
  );
}

async function readWeights(
  model: tfl.LayersModel,
  layers: readonly tfl.layers.Layer[],
): Promise<Map<tfl.LayerVariable, ExportWeight>> {
  const variables = [...new Set(layers.flatMap((layer) => layer.weights))];
  const bytes = variables.reduce(
    (sum, { shape }) => sum + 4 * shape.reduce<number>((size, count) => size * count!, 1),
    0,
  );
  if (bytes > MAX_WEIGHT_BYTES)
    throw new PneumoError(
      'MODEL_NOT_EXPORTABLE',
      `The weights of '${model.name}' take ${bytes} bytes; a single ONNX file holds less than ${2 ** 31}. Export a smaller model.`,
      { details: { bytes } },
    );
  const weights = new Map<tfl.LayerVariable, ExportWeight>();
  for (const variable of variables) {
    const tensor = variable.read();
    weights.set(variable, { shape: tensor.shape, data: Float32Array.from(await tensor.data()) });
  }
  return weights;
}
