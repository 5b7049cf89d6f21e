import { decodeFloats } from '../../floatFormats.ts';
import type { SourceTensor } from '../../weightSource.ts';
import { invalidKerasFile } from '../invalidKerasFile.ts';
import { ByteReader, NOWHERE } from './ByteReader.ts';
import { readDataType, readShape } from './dataTypes.ts';
import { groupMembers } from './groupMembers.ts';
import { MESSAGE, type Message, objectMessages } from './objectMessages.ts';
import { readAttribute } from './readAttribute.ts';
import type { Spend } from './spend.ts';

// A file from outside is hostile, hence the caps: far more than the largest model of Keras has.
const MOST_PARTS = 1_000_000;
const DEEPEST = 24;
/** Attributes that Keras' files carry what we need in; long lists come in numbered parts. */
const ATTRIBUTES = /^(layer_names|weight_names|model_config|name)\d*$/;
const FLOATS = new Set(['F32', 'F64', 'F16', 'BF16']);

/** What an HDF5 file holds, by path from its root, without a slash at the beginning. */
export interface Hdf5File {
  /** Datasets of numbers. */
  datasets: Map<string, SourceTensor>;
  /** Keras' attributes of groups: texts, and lists of texts. */
  attributes: Map<string, Record<string, string | string[]>>;
}

/**
 * Reads the part of HDF5 (https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html) that h5py writes for
 * Keras: superblock 0 or 1, object headers of version 1, groups as symbol tables, contiguous or compact
 * datasets, attributes of texts. Anything else is refused by name. Numbers are views of the file.
 *
 * Every place is checked before it is read, groups are followed to a depth, and all that is met is counted: damaged and
 * forged files end in an error, never in a loop.
 *
 * @throws PneumoError `INVALID_KERAS_FILE` naming the path or byte that does not hold
 */
export function readHdf5(bytes: Uint8Array): Hdf5File {
  const file = new ByteReader(bytes);
  const found: Hdf5File = { datasets: new Map(), attributes: new Map() };
  let parts = 0;
  let left = bytes.length;
  const spend: Spend = (length = 0) => {
    if (++parts > MOST_PARTS)
      throw invalidKerasFile(`it has more than ${MOST_PARTS} groups, messages and texts`);
    left -= length;
    if (left < 0) throw invalidKerasFile('its datasets, texts and names claim more bytes than the file has');
  };

  const visit = (address: number, path: string, depth: number): void => {
    if (depth > DEEPEST) throw invalidKerasFile(`${path} stands more than ${DEEPEST} deep`);
    const messages = objectMessages(file, address, spend);
    const of = (type: number): Message | undefined => messages.find((message) => message.type === type);
    const layout = of(MESSAGE.layout);
    if (layout !== undefined) {
      if (of(MESSAGE.filters)) throw invalidKerasFile(`the numbers of ${path} are compressed`);
      const tensor = readDataset(file, path, layout, of(MESSAGE.datatype), of(MESSAGE.dataspace));
      spend(tensor.bytes);
      found.datasets.set(path, tensor);
      return;
    }
    const attributes = messages.filter(({ type }) => type === MESSAGE.attribute);
    const read = attributes.flatMap(({ at, size }) => {
      const { name, value } = readAttribute(file, at, size, (name) => ATTRIBUTES.test(name), spend);
      return value === undefined ? [] : [[name, value] as const];
    });
    if (read.length > 0) found.attributes.set(path, Object.fromEntries(read));
    const table = of(MESSAGE.symbolTable);
    if (table === undefined) {
      throw invalidKerasFile(
        `${path === '' ? 'its root' : path} is a group of a newer layout; expected one as h5py writes unless libver says otherwise`,
      );
    }
    for (const { name, address: member } of groupMembers(
      file,
      file.u64(table.at),
      file.u64(table.at + 8),
      spend,
    ))
      visit(member, path === '' ? name : `${path}/${name}`, depth + 1);
  };
  visit(rootAddress(file), '', 0);
  return found;
}

/** The address of the root group's header. */
function rootAddress(file: ByteReader): number {
  const version = file.u8(8);
  if (version > 1) {
    throw invalidKerasFile(
      `its HDF5 superblock has version ${version}; expected 0 or 1, as h5py writes unless libver says otherwise`,
    );
  }
  const [offsets, lengths] = [file.u8(13), file.u8(14)];
  if (offsets !== 8 || lengths !== 8)
    throw invalidKerasFile(`its addresses have ${offsets} bytes and its lengths ${lengths}; expected 8`);
  const start = version === 0 ? 24 : 28;
  if (file.u64(start) !== 0) throw invalidKerasFile('it begins in the middle of another file');
  const end = file.u64(start + 16);
  if (end > file.bytes.length)
    throw invalidKerasFile(`it is torn: it says it has ${end} bytes and has ${file.bytes.length}`);
  return file.u64(start + 40);
}

function readDataset(
  file: ByteReader,
  path: string,
  layout: Message,
  datatype: Message | undefined,
  dataspace: Message | undefined,
): SourceTensor & { bytes: number } {
  if (datatype === undefined || dataspace === undefined)
    throw invalidKerasFile(`the dataset ${path} has no type or no shape`);
  const { name: dtype, size } = readDataType(file, datatype.at);
  const shape = readShape(file, dataspace.at) ?? [0];
  const bytes = shape.reduce((product, length) => product * length, size);
  const [version, kind] = [file.u8(layout.at), file.u8(layout.at + 1)];
  if ((version !== 3 && version !== 4) || kind > 1)
    throw invalidKerasFile(
      `the numbers of ${path} are not stored in one piece (layout ${version}, class ${kind})`,
    );
  const at = kind === 0 ? layout.at + 4 : file.u64(layout.at + 2);
  const stored = kind === 0 ? file.u16(layout.at + 2) : file.u64(layout.at + 10);
  if (bytes > 0 && (at === NOWHERE || stored < bytes))
    throw invalidKerasFile(`${path} of shape [${shape.join(', ')}] takes ${bytes} bytes and has ${stored}`);
  const data = bytes === 0 ? new Uint8Array() : file.slice(at, bytes);
  return {
    shape,
    dtype,
    bytes,
    read: () => decodeFloats(data, FLOATS.has(dtype) ? dtype : `HDF5 ${dtype}`, path),
  };
}
