import { expect, it } from 'vitest';
import { assemble } from '../../../../scripts/assemble.mjs';
import { MemoryProgram } from './memory-program.js';

/**
 * Prints B. It traps unless its variable (at 8) is A, the memory behind it is clear, and no run before it left half-way: with
 * two arguments it leaves with code 0, with three with code 3.
 */
const PRINTS_B = `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (global $inside (mut i32) (i32.const 0))
  (data (i32.const 0) "constant")
  (data (i32.const 8) "A")
  (func (export "_start")
    (if (i32.ne (i32.load8_u (i32.const 8)) (i32.const 65)) (then unreachable))
    (if (i32.load8_u (i32.const 16)) (then unreachable))
    (if (global.get $inside) (then unreachable))
    (i32.store8 (i32.const 8) (i32.const 66))
    (i32.store8 (i32.const 16) (i32.const 1))
    (global.set $inside (i32.const 1))
    (drop (call $args (i32.const 32) (i32.const 36)))
    (if (i32.eq (i32.load (i32.const 32)) (i32.const 2)) (then (call $exit (i32.const 0))))
    (if (i32.eq (i32.load (i32.const 32)) (i32.const 3)) (then (call $exit (i32.const 3))))
    (global.set $inside (i32.const 0))
    (i32.store (i32.const 40) (i32.const 8))
    (i32.store (i32.const 44) (i32.const 1))
    (drop (call $write (i32.const 1) (i32.const 40) (i32.const 1) (i32.const 48)))))`;

it('finds at each run what it found at the first, also after one that has left or failed', async () => {
  const module = new WebAssembly.Module(new Uint8Array(await assemble(PRINTS_B)));
  const program = new MemoryProgram(module, { constants: 8, variables: 1 });
  const prints = (): string => program.run(['it']).stdout;
  expect([prints(), prints(), prints()]).toEqual(['B', 'B', 'B']);
  expect(program.run(['it', 'leaves']).stdout).toBe('');
  expect([prints(), prints()]).toEqual(['B', 'B']);
  expect(() => program.run(['it', 'fails', 'now'])).toThrow('it ended with exit code 3');
  expect([prints(), prints()]).toEqual(['B', 'B']);
});
