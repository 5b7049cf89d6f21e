/** Weights that lie on a model hub. */
export interface HubWeights {
  /** Such as `timm/resnet18.a1_in1k`. */
  repository: string;
  /** Branch, tag or commit. */
  revision?: string;
  /** Path of the file in the repository. */
  file: string;
}

/** What huggingface_hub and timm keep a repository's weights in. */
const USUAL_FILE = 'model.safetensors';

const HUB = 'hf-hub:';
const FORM =
  /^hf-hub:(?<repository>[\w.-]+\/[\w.-]+)(?:@(?<revision>[\w.-]+))?(?:\/(?<file>(?:[\w.-]+\/)*[\w.-]+\.(?:safetensors|pth|pt|bin|keras|h5)))?$/;

/** What `--weights` must be, for messages. */
export const HUB_FORM = `${HUB}OWNER/NAME, ${HUB}OWNER/NAME@REVISION or ${HUB}OWNER/NAME@REVISION/FILE`;

/** Whether `--weights` names weights on a hub, as timm spells it. */
export function isOnHub(weights: string): boolean {
  return weights.startsWith(HUB);
}

/** Whether `--weights` is a path or names weights on a hub in the right form. */
export function isWeights(weights: string): boolean {
  return !isOnHub(weights) || FORM.test(weights);
}

/** The parts of an address for which {@link isWeights} and {@link isOnHub} hold. */
export function hubWeights(weights: string): HubWeights {
  const { repository, revision, file } = FORM.exec(weights)!.groups as Partial<HubWeights>;
  return { repository: repository!, file: file ?? USUAL_FILE, ...(revision !== undefined && { revision }) };
}
