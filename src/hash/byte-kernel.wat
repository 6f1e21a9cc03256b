;; What is counted of the bytes of a block. The bytes of `byte-kernel.ts` are this text, by `wat2wasm byte-kernel.wat`.
(module
  (import "memory" "memory" (memory 1))

  ;; Counts the bytes from $at to $end, at most 65535. At $tables lie four tables of 256 counts of 16 bits, which are zeros before and
  ;; after; behind them, at 2048, their sums, which are written; at 2560 256 counts of 32 bits, to which they are added; and at 3584
  ;; the sum of the squares, which 4096 bytes do not overflow, and the number of different bytes.
  (func (export "count") (param $at i32) (param $end i32) (param $tables i32)
    (local $p i32) (local $i i32) (local $sum v128) (local $squares v128) (local $kinds v128)
    ;; Four tables, because increments of one counter in a row would wait for each other.
    (block $few
      (br_if $few (i32.gt_u (i32.add (local.get $at) (i32.const 4)) (local.get $end)))
      (loop $four
        (local.set $p (i32.add (local.get $tables) (i32.shl (i32.load8_u offset=0 (local.get $at)) (i32.const 1))))
        (i32.store16 offset=0 (local.get $p) (i32.add (i32.load16_u offset=0 (local.get $p)) (i32.const 1)))
        (local.set $p (i32.add (local.get $tables) (i32.shl (i32.load8_u offset=1 (local.get $at)) (i32.const 1))))
        (i32.store16 offset=512 (local.get $p) (i32.add (i32.load16_u offset=512 (local.get $p)) (i32.const 1)))
        (local.set $p (i32.add (local.get $tables) (i32.shl (i32.load8_u offset=2 (local.get $at)) (i32.const 1))))
        (i32.store16 offset=1024 (local.get $p) (i32.add (i32.load16_u offset=1024 (local.get $p)) (i32.const 1)))
        (local.set $p (i32.add (local.get $tables) (i32.shl (i32.load8_u offset=3 (local.get $at)) (i32.const 1))))
        (i32.store16 offset=1536 (local.get $p) (i32.add (i32.load16_u offset=1536 (local.get $p)) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $four (i32.le_u (i32.add (local.get $at) (i32.const 4)) (local.get $end)))))
    (block $none
      (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
      (loop $one
        (local.set $p (i32.add (local.get $tables) (i32.shl (i32.load8_u (local.get $at)) (i32.const 1))))
        (i32.store16 (local.get $p) (i32.add (i32.load16_u (local.get $p)) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $one (i32.lt_u (local.get $at) (local.get $end)))))
    (loop $eight
      (local.set $p (i32.add (local.get $tables) (local.get $i)))
      (local.set $sum
        (i16x8.add
          (i16x8.add (v128.load (local.get $p)) (v128.load offset=512 (local.get $p)))
          (i16x8.add (v128.load offset=1024 (local.get $p)) (v128.load offset=1536 (local.get $p)))))
      (v128.store offset=2048 (local.get $p) (local.get $sum))
      (v128.store offset=0 (local.get $p) (v128.const i32x4 0 0 0 0))
      (v128.store offset=512 (local.get $p) (v128.const i32x4 0 0 0 0))
      (v128.store offset=1024 (local.get $p) (v128.const i32x4 0 0 0 0))
      (v128.store offset=1536 (local.get $p) (v128.const i32x4 0 0 0 0))
      (local.set $squares (i32x4.add (local.get $squares) (i32x4.dot_i16x8_s (local.get $sum) (local.get $sum))))
      (local.set $kinds (i16x8.sub (local.get $kinds) (i16x8.ne (local.get $sum) (v128.const i32x4 0 0 0 0))))
      (local.set $p (i32.add (local.get $p) (local.get $i)))
      (v128.store offset=2560 (local.get $p)
        (i32x4.add (v128.load offset=2560 (local.get $p)) (i32x4.extend_low_i16x8_u (local.get $sum))))
      (v128.store offset=2576 (local.get $p)
        (i32x4.add (v128.load offset=2576 (local.get $p)) (i32x4.extend_high_i16x8_u (local.get $sum))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $eight (i32.lt_u (local.get $i) (i32.const 512))))
    (local.set $kinds (i32x4.extadd_pairwise_i16x8_u (local.get $kinds)))
    (i32.store offset=3584 (local.get $tables)
      (i32.add
        (i32.add (i32x4.extract_lane 0 (local.get $squares)) (i32x4.extract_lane 1 (local.get $squares)))
        (i32.add (i32x4.extract_lane 2 (local.get $squares)) (i32x4.extract_lane 3 (local.get $squares)))))
    (i32.store offset=3588 (local.get $tables)
      (i32.add
        (i32.add (i32x4.extract_lane 0 (local.get $kinds)) (i32x4.extract_lane 1 (local.get $kinds)))
        (i32.add (i32x4.extract_lane 2 (local.get $kinds)) (i32x4.extract_lane 3 (local.get $kinds))))))

  ;; Returns 1 where a byte from $at to $end is 0 to 7 or 16 to 31, else 0.
  (func (export "hasLow") (param $at i32) (param $end i32) (result i32)
    (local $x v128)
    (block $few
      (br_if $few (i32.gt_u (i32.add (local.get $at) (i32.const 16)) (local.get $end)))
      (loop $sixteen
        (local.set $x (v128.load (local.get $at)))
        (if (v128.any_true
              (v128.or
                (i8x16.lt_u (local.get $x) (v128.const i32x4 0x08080808 0x08080808 0x08080808 0x08080808))
                (i8x16.eq
                  (v128.and (local.get $x) (v128.const i32x4 0xf0f0f0f0 0xf0f0f0f0 0xf0f0f0f0 0xf0f0f0f0))
                  (v128.const i32x4 0x10101010 0x10101010 0x10101010 0x10101010))))
          (then (return (i32.const 1))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $sixteen (i32.le_u (i32.add (local.get $at) (i32.const 16)) (local.get $end)))))
    (block $none
      (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
      (loop $one
        (if (i32.or
              (i32.lt_u (i32.load8_u (local.get $at)) (i32.const 8))
              (i32.eq (i32.and (i32.load8_u (local.get $at)) (i32.const 0xf0)) (i32.const 0x10)))
          (then (return (i32.const 1))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $one (i32.lt_u (local.get $at) (local.get $end)))))
    (i32.const 0))

  ;; Writes 64 bits that are computed from the bytes from $at to $end, a multiple of 32, at 3592 behind $tables: by the rounds of XXH64,
  ;; of which a block needs nothing else, and as two words, because what V8 makes of numbers of 64 bits is slow, or fails.
  (func (export "hash") (param $at i32) (param $end i32) (param $tables i32)
    (local $a i64) (local $b i64) (local $c i64) (local $d i64)
    (local.set $a (i64.const 0x60ea27eeadc0b5d6))
    (local.set $b (i64.const 0xc2b2ae3d27d4eb4f))
    (local.set $d (i64.const 0x61c8864e7a143579))
    (loop $round
      (local.set $a
        (i64.mul
          (i64.rotl
            (i64.add (local.get $a) (i64.mul (i64.load offset=0 (local.get $at)) (i64.const 0xc2b2ae3d27d4eb4f)))
            (i64.const 31))
          (i64.const 0x9e3779b185ebca87)))
      (local.set $b
        (i64.mul
          (i64.rotl
            (i64.add (local.get $b) (i64.mul (i64.load offset=8 (local.get $at)) (i64.const 0xc2b2ae3d27d4eb4f)))
            (i64.const 31))
          (i64.const 0x9e3779b185ebca87)))
      (local.set $c
        (i64.mul
          (i64.rotl
            (i64.add (local.get $c) (i64.mul (i64.load offset=16 (local.get $at)) (i64.const 0xc2b2ae3d27d4eb4f)))
            (i64.const 31))
          (i64.const 0x9e3779b185ebca87)))
      (local.set $d
        (i64.mul
          (i64.rotl
            (i64.add (local.get $d) (i64.mul (i64.load offset=24 (local.get $at)) (i64.const 0xc2b2ae3d27d4eb4f)))
            (i64.const 31))
          (i64.const 0x9e3779b185ebca87)))
      (local.set $at (i32.add (local.get $at) (i32.const 32)))
      (br_if $round (i32.lt_u (local.get $at) (local.get $end))))
    (local.set $a
      (i64.add
        (i64.add (i64.rotl (local.get $a) (i64.const 1)) (i64.rotl (local.get $b) (i64.const 7)))
        (i64.add (i64.rotl (local.get $c) (i64.const 12)) (i64.rotl (local.get $d) (i64.const 18)))))
    (local.set $a (i64.xor (local.get $a) (i64.shr_u (local.get $a) (i64.const 33))))
    (local.set $a (i64.mul (local.get $a) (i64.const 0xc2b2ae3d27d4eb4f)))
    (local.set $a (i64.xor (local.get $a) (i64.shr_u (local.get $a) (i64.const 29))))
    (local.set $a (i64.mul (local.get $a) (i64.const 0x165667b19e3779f9)))
    (i64.store offset=3592 (local.get $tables) (i64.xor (local.get $a) (i64.shr_u (local.get $a) (i64.const 32))))))
