;; A layer of a network: out[r] = max(floor, bias[r] + weights[r] · input), four rows at a time.
(module
  (import "env" "memory" (memory 1))
  ;; All addresses and sizes are in bytes. `rows` is the number of rows × 4, a multiple of 16; so is `rowBytes`.
  (func (export "rows")
    (param $weights i32) (param $bias i32) (param $input i32) (param $out i32)
    (param $rows i32) (param $rowBytes i32) (param $floor f32)
    (local $row i32) (local $at i32)
    (local $w0 i32) (local $w1 i32) (local $w2 i32) (local $w3 i32)
    (local $x v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $next
      (local.set $w0 (local.get $weights))
      (local.set $w1 (i32.add (local.get $w0) (local.get $rowBytes)))
      (local.set $w2 (i32.add (local.get $w1) (local.get $rowBytes)))
      (local.set $w3 (i32.add (local.get $w2) (local.get $rowBytes)))
      (local.set $a (v128.const f32x4 0 0 0 0))
      (local.set $b (v128.const f32x4 0 0 0 0))
      (local.set $c (v128.const f32x4 0 0 0 0))
      (local.set $d (v128.const f32x4 0 0 0 0))
      (local.set $at (i32.const 0))
      (loop $columns
        (local.set $x (v128.load (i32.add (local.get $input) (local.get $at))))
        (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $x) (v128.load (i32.add (local.get $w0) (local.get $at))))))
        (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $x) (v128.load (i32.add (local.get $w1) (local.get $at))))))
        (local.set $c (f32x4.add (local.get $c) (f32x4.mul (local.get $x) (v128.load (i32.add (local.get $w2) (local.get $at))))))
        (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $x) (v128.load (i32.add (local.get $w3) (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $columns (i32.lt_u (local.get $at) (local.get $rowBytes))))
      ;; The sums of the four lanes of each: a and b as a0+a2, b0+b2, a1+a3, b1+b3; c and d alike; then their halves.
      (local.set $a (f32x4.add
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
      (local.set $c (f32x4.add
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d))
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
      (v128.store (i32.add (local.get $out) (local.get $row))
        (f32x4.max (f32x4.splat (local.get $floor))
          (f32x4.add (v128.load (i32.add (local.get $bias) (local.get $row)))
            (f32x4.add
              (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
              (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))))))
      (local.set $weights (i32.add (local.get $w3) (local.get $rowBytes)))
      (local.set $row (i32.add (local.get $row) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $row) (local.get $rows))))))
