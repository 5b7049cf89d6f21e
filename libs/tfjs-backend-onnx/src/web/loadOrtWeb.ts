import { PneumoError } from '@pneumo/core';
import type * as Ort from 'onnxruntime-web';

/** The module onnxruntime-web. */
export type OrtWeb = typeof Ort;

/** The version of onnxruntime-web that this package was tested with. */
export const ORT_WEB_VERSION = '1.30.0';

/**
 * Loads onnxruntime-web: the build with WebAssembly alone, or the one with WebGPU.
 *
 * @param webgpu - whether WebGPU is wanted
 * @returns the module
 * @throws PneumoError `ONNX_RUNTIME_MISSING` with the install line
 */
export async function loadOrtWeb(webgpu: boolean): Promise<OrtWeb> {
  try {
    return (await (webgpu ? import('onnxruntime-web/webgpu') : import('onnxruntime-web/wasm'))) as OrtWeb;
  } catch (cause) {
    throw new PneumoError(
      'ONNX_RUNTIME_MISSING',
      `The package onnxruntime-web cannot be loaded (${String(cause)}). Install it with: npm install onnxruntime-web@${ORT_WEB_VERSION}`,
      { cause },
    );
  }
}
