import { systemCode } from '@pneumo/core';

/** Whether a process of this machine runs, also one of another user; false for what is no number of a process. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
