// Records a voice message with the microphone.

const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

export const canRecord = () => Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);

export class VoiceRecorder {
  #recorder = null;
  #pieces = [];
  #startedAt = 0;

  /** Raises the browser's error where the microphone cannot be used. */
  async start() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.#pieces = [];
    this.#recorder = new MediaRecorder(stream, { mimeType });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#pieces.push(data));
    this.#recorder.start();
    this.#startedAt = performance.now();
  }

  get seconds() {
    return (performance.now() - this.#startedAt) / 1000;
  }

  /** Ends the recording: {file, seconds}. */
  async stop() {
    const { seconds } = this;
    const recorder = this.#recorder;
    await new Promise((resolve) => {
      recorder.addEventListener("stop", resolve, { once: true });
      recorder.stop();
    });
    for (const track of recorder.stream.getTracks()) track.stop();
    const type = recorder.mimeType.split(";")[0];
    return { file: new File(this.#pieces, `voice.${type.split("/")[1]}`, { type }), seconds };
  }
}

/** How long an audio file plays; 0 where the browser does not know. */
export function secondsOf(file) {
  return new Promise((resolve) => {
    const audio = new Audio(URL.createObjectURL(file));
    const end = (seconds) => {
      URL.revokeObjectURL(audio.src);
      resolve(Number.isFinite(seconds) ? seconds : 0);
    };
    audio.addEventListener("loadedmetadata", () => end(audio.duration), { once: true });
    audio.addEventListener("error", () => end(0), { once: true });
  });
}
