import type * as tfl from '@tensorflow/tfjs-layers';
import { PneumoError } from '@pneumo/core';
import type { OnnxAttribute } from '../onnx/OnnxModelBuilder.ts';
import type { ExportGraph } from './ExportGraph.ts';
import type { ExportForm, ExportShape, ExportValue } from './ExportValue.ts';
import { permute } from './permute.ts';

/** A weight of a layer, on the host. */
export interface ExportWeight {
  /** Dimensions. */
  readonly shape: readonly number[];
  /** Elements, row-major. */
  readonly data: Float32Array;
}

/** Turns one application of a layer into ONNX operators. */
export type LayerExporter = (call: LayerCall) => ExportValue;

/** One application of a layer: its configuration, inputs and weights, and the graph to write to. */
export class LayerCall {
  /** The layer's name. */
  readonly name: string;
  /** The layer's arguments, as TensorFlow.js saves them. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What it is applied to. */
  readonly inputs: readonly ExportValue[];
  /** Where operators go. */
  readonly graph: ExportGraph;
  readonly #layer: tfl.layers.Layer;
  readonly #weights: ReadonlyMap<tfl.LayerVariable, ExportWeight>;

  constructor(
    layer: tfl.layers.Layer,
    inputs: readonly ExportValue[],
    graph: ExportGraph,
    weights: ReadonlyMap<tfl.LayerVariable, ExportWeight>,
  ) {
    this.#layer = layer;
    this.#weights = weights;
    this.name = layer.name;
    this.config = layer.getConfig();
    this.inputs = inputs;
    this.graph = graph;
  }

  /** The only, or first, input. */
  get input(): ExportValue {
    return this.inputs[0]!;
  }

  /** The shape of the output by the layer's own rule. */
  get outputShape(): ExportShape {
    const shapes = this.inputs.map(({ shape }) => [...shape]);
    const shape = this.#layer.computeOutputShape(shapes.length === 1 ? shapes[0]! : shapes);
    const sizes = (shape as tfl.Shape).slice(1);
    if (sizes.some((size) => !Number.isInteger(size) || size! < 1))
      this.refuse(`its output has shape [${shape.join(', ')}]; only the batch may be open`);
    return [null, ...(sizes as number[])];
  }

  /** Adds an operator named after the layer. */
  op(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    return this.graph.op(this.name, type, inputs, attributes);
  }

  /** A float32 value under a name in one form. */
  value(shape: ExportShape, form: ExportForm, name: string): ExportValue {
    return { shape, dtype: 'float32', [form]: name };
  }

  /** Whether the layer has a weight of this name. */
  hasWeight(name: string): boolean {
    return this.#variable(name) !== undefined;
  }

  /**
   * A weight as a constant of the graph.
   *
   * @param name - `kernel`, `bias`, ...
   * @param order - permutation of its dimensions, if ONNX wants another order
   * @param shape - dimensions after that, if they are others
   */
  weight(name: string, order?: readonly number[], shape?: readonly number[]): string {
    const variable = this.#variable(name);
    const weight = variable === undefined ? undefined : this.#weights.get(variable);
    if (variable === undefined || weight === undefined) return this.refuse(`it has no weight '${name}'`);
    const key = `${variable.id} ${order?.join() ?? ''} ${shape?.join() ?? ''}`;
    return this.graph.weight(key, `${this.name}/${name}`, () => {
      const ordered = order === undefined ? weight : permute(weight, order);
      const { buffer, byteOffset, byteLength } = ordered.data;
      return {
        type: 'float32',
        shape: shape ?? ordered.shape,
        bytes: new Uint8Array(buffer, byteOffset, byteLength),
      };
    });
  }

  /** The dimensions of a weight. */
  weightShape(name: string): readonly number[] {
    return this.#variable(name)!.shape as number[];
  }

  /** Stops the export, naming the layer. */
  refuse(reason: string): never {
    throw notExportable(this.#layer, reason);
  }

  #variable(name: string): tfl.LayerVariable | undefined {
    // TensorFlow.js names weights layer/kernel, and adds a number where that name is taken.
    return this.#layer.weights.find(({ originalName }) => originalName.split('/').at(-1) === name);
  }
}

/** The error for a layer that has no static form in ONNX. */
export function notExportable(layer: tfl.layers.Layer, reason: string): PneumoError {
  const className = layer.getClassName();
  return new PneumoError(
    'MODEL_NOT_EXPORTABLE',
    `The layer '${layer.name}' (${className}) cannot be exported to ONNX: ${reason}. Replace it, or export a model without it.`,
    { details: { layer: layer.name, className } },
  );
}
