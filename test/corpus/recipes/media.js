import { join } from 'node:path';
import { run } from './shell.js';

const SOURCES = [
  'testsrc2',
  'mandelbrot',
  'smptehdbars',
  'life=s=640x360:mold=10',
  'rgbtestsrc',
  'cellauto=s=640x360',
];
const CODECS = {
  mp4: ['libx264', '-preset', 'ultrafast', '-movflags', '+faststart'],
  mov: ['mpeg4', '-q:v', '4'],
  webm: ['libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '900k'],
  mkv: ['libx264', '-preset', 'ultrafast'],
};

const film = ([ending, [codec, ...flags]]) => ({
  name: ending,
  tools: ['ffmpeg'],
  isSlow: true,
  make(directory) {
    for (const [i, source] of SOURCES.entries()) {
      const picture = ['-f', 'lavfi', '-i', source];
      const sound = ['-f', 'lavfi', '-i', `sine=${220 + 110 * i}:sample_rate=48000`];
      // What a camera gives is never still.
      const output = [
        '-t',
        '5',
        '-vf',
        'noise=alls=14:allf=t',
        '-pix_fmt',
        'yuv420p',
        '-c:v',
        codec,
        ...flags,
        `film-${i}.${ending}`,
      ];
      run(['ffmpeg', '-v', 'error', '-nostdin', ...picture, ...sound, ...output], { cwd: directory });
    }
  },
});

/** Films, sounds and pictures of patterns that move, by the coders that most files in the world come from. */
export const MEDIA = [
  ...Object.entries(CODECS).map(film),
  {
    name: 'mp3 and wav',
    tools: ['ffmpeg'],
    isSlow: true,
    make(directory) {
      for (let i = 0; i < 12; i++) {
        const noise = `anoisesrc=c=pink:seed=${i}:a=0.3:d=${6 + i}`;
        for (const name of [`noise-${i}.mp3`, `noise-${i}.wav`])
          run(['ffmpeg', '-v', 'error', '-nostdin', '-f', 'lavfi', '-i', noise, join(directory, name)]);
      }
    },
  },
  {
    name: 'webp',
    tools: ['cwebp', 'ffmpeg'],
    isSlow: true,
    make(directory, beside) {
      run(['mkdir', '-p', beside]);
      const picture = [
        '-f',
        'lavfi',
        '-i',
        'mandelbrot=s=1600x900:rate=2',
        '-frames:v',
        '14',
        join(beside, '%d.png'),
      ];
      run(['ffmpeg', '-v', 'error', '-nostdin', ...picture]);
      for (let i = 1; i <= 14; i++) {
        const flags = i % 3 === 0 ? ['-lossless', '-z', '2'] : ['-q', '90'];
        run([
          'cwebp',
          '-quiet',
          ...flags,
          join(beside, `${i}.png`),
          '-o',
          join(directory, `picture-${i}.webp`),
        ]);
      }
    },
  },
];
