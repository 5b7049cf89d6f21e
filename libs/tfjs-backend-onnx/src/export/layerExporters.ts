import type { LayerExporter } from './LayerCall.ts';
import { activationLayers } from './layers/activation.ts';
import { convolutionLayers } from './layers/convolution.ts';
import { denseLayers } from './layers/dense.ts';
import { mergeLayers } from './layers/merge.ts';
import { normalisationLayers } from './layers/normalisation.ts';
import { poolingLayers } from './layers/pooling.ts';
import { shapeLayers } from './layers/shape.ts';

/** How each layer of tfjs-layers becomes ONNX operators, by its class name. */
export const LAYER_EXPORTERS: Readonly<Record<string, LayerExporter>> = {
  ...denseLayers,
  ...convolutionLayers,
  ...poolingLayers,
  ...normalisationLayers,
  ...activationLayers,
  ...mergeLayers,
  ...shapeLayers,
};

const RECURRENT = 'recurrent layers loop over a length that is known only when it runs';
const MASKS = 'masks are not exported';
const SHAPES = 'tfjs-layers 4.22 gives it no whole symbolic shape; do this before the model';

/** Layers of tfjs-layers that are not exported, with the reason. */
export const REFUSED_LAYERS: Readonly<Record<string, string>> = {
  SimpleRNN: RECURRENT,
  GRU: RECURRENT,
  LSTM: RECURRENT,
  RNN: RECURRENT,
  ConvLSTM2D: RECURRENT,
  Bidirectional: RECURRENT,
  TimeDistributed: RECURRENT,
  Masking: MASKS,
  Resizing: SHAPES,
  CenterCrop: SHAPES,
  CategoryEncoding: 'the shape of its output depends on the data',
  RandomWidth: 'it draws at random',
  RandomHeight: 'it draws at random',
};
