import { invalidKerasFile } from '../invalidKerasFile.ts';
import type { ByteReader } from './ByteReader.ts';
import type { Spend } from './spend.ts';

const ENTRY_BYTES = 40;
const SOFT_LINK = 2;
const DEEPEST = 16;
const LONGEST_NAME = 4096;

/**
 * Names and addresses of a group's members: a B-tree of symbol tables, whose names stand in a heap.
 *
 * @param spend - called for each node and each member's name
 */
export function groupMembers(
  file: ByteReader,
  tree: number,
  heap: number,
  spend: Spend,
): { name: string; address: number }[] {
  file.expect(heap, 'HEAP');
  const names = { at: file.u64(heap + 24), size: file.u64(heap + 8) };
  file.slice(names.at, names.size);
  const members: { name: string; address: number }[] = [];

  const table = (at: number): void => {
    file.expect(at, 'SNOD');
    const count = file.u16(at + 6);
    for (let i = 0; i < count; i++) {
      const entry = at + 8 + i * ENTRY_BYTES;
      const [offset, address, kind] = [file.u64(entry), file.u64(entry + 8), file.u32(entry + 16)];
      if (offset < 0 || offset >= names.size)
        throw invalidKerasFile(`the member at byte ${entry} has a name outside its heap`);
      const name = file.text(names.at + offset, Math.min(LONGEST_NAME, names.size - offset));
      spend(name.length);
      if (kind === SOFT_LINK) throw invalidKerasFile(`${name} is a link to another name`);
      if (name === '' || name.includes('/'))
        throw invalidKerasFile(`the member at byte ${entry} has the name '${name}'`);
      members.push({ name, address });
    }
  };
  const node = (at: number, above: number): void => {
    spend();
    file.expect(at, 'TREE');
    const [kind, level, count] = [file.u8(at + 4), file.u8(at + 5), file.u16(at + 6)];
    // Each level is one below the last, so that no loop of nodes is followed.
    if (kind !== 0 || level >= above) throw invalidKerasFile(`the node at byte ${at} is none of a group`);
    for (let i = 0; i < count; i++) {
      const child = file.u64(at + 32 + i * 16);
      if (level === 0) table(child);
      else node(child, level);
    }
  };
  node(tree, DEEPEST);
  return members;
}
