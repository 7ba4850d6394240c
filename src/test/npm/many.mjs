// Many calls of Google's own client: many.mjs BASE_URL TOKEN CALLS AT_ONCE. The last line is {"answered":N}.
import { GoogleGenAI } from "@google/genai";

const [baseUrl, apiKey, calls, atOnce] = process.argv.slice(2);
const ai = new GoogleGenAI({ apiKey, httpOptions: { baseUrl } });
let next = 0;
let answered = 0;

await Promise.all(Array.from({ length: Number(atOnce) }, async () => {
  while (next < Number(calls)) {
    const contents = `Prompt ${next++}.`;
    try {
      const answer = await ai.models.generateContent({ model: "gemini-3.8-flash", contents });
      answered += answer.text ? 1 : 0;
    } catch (error) {
      console.error(String(error).slice(0, 300));
    }
  }
}));
console.log(JSON.stringify({ answered }));
