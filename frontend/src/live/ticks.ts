/** A worker that only tells the time: `postMessage(ms)` starts it. */
onmessage = ({ data }: MessageEvent<number>) => setInterval(() => postMessage(0), data);
