import { writeFileSync } from 'node:fs';
import type { MemoryUse } from '@pneumo/training';

/**
 * Begins to watch the memory of this process (resident set). Where several runs share a process, Linux counts the
 * peak anew for each; elsewhere it is the peak since the process began.
 *
 * @returns what measures it, in bytes
 */
export function processMemory(): () => MemoryUse {
  try {
    // Sets the high-water mark back to what is held now (proc(5)).
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // No Linux, or not allowed.
  }
  return () => {
    const current = process.memoryUsage.rss();
    // Kilobytes on every system.
    return { current, peak: Math.max(current, process.resourceUsage().maxRSS * 1024) };
  };
}
