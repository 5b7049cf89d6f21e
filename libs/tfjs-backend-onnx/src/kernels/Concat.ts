import { backend_util, util } from '@tensorflow/tfjs-core';
import type { ConcatAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { Layout } from '../graph/convertLayout.ts';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const NCHW_AXIS = [0, 2, 3, 1];

const concatOp: LazyOp<{ axis: number }> = {
  name: 'Concat',
  lower(lowering, node) {
    const output = node.outputs[0]!;
    const layouts = node.inputs.map((value) => lowering.layoutOf(value));
    const layout = output.shape.length === 4 ? common(layouts, node.attrs.axis) : 'plain';
    const names = node.inputs.map((value) => lowering.form(value, layout));
    const axis = layout === 'plain' ? node.attrs.axis : NCHW_AXIS[node.attrs.axis]!;
    lowering.define(output, lowering.op('Concat', names, { axis }), layout);
  },
};

/** Blocked images can be joined as they lie along images and channels. */
function common(layouts: readonly Layout[], axis: number): Layout {
  if (layouts.includes('plain')) return 'plain';
  return layouts.includes('nchw') || axis === 1 || axis === 2 ? 'nchw' : 'blocked';
}

/** Concat of TensorFlow.js. */
export const concat = kernel<Record<string, TensorInfo>, ConcatAttrs>(
  'Concat',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs, attrs, backend }) => {
    const tensors = Object.values(inputs);
    const [first] = tensors;
    if (first === undefined || tensors.some(({ dtype }) => dtype !== first.dtype)) return null;
    const axis = util.parseAxisParam(attrs.axis, first.shape)[0]!;
    const shapes = tensors.map(({ shape }) => shape);
    backend_util.assertParamsConsistent(shapes, axis);
    if (tensors.length === 1) return backend.share(first);
    const shape = backend_util.computeOutShape(shapes, axis);
    return backend.record(
      concatOp,
      tensors.map((x) => backend.use(x)),
      { axis },
      shape,
      first.dtype as LazyDtype,
    );
  },
);
