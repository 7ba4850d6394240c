// Google's own client, unchanged but for base URL and key: client.mjs BASE_URL TOKEN. Prints one JSON object.
import { GoogleGenAI } from "@google/genai";

const [baseUrl, apiKey] = process.argv.slice(2);
const model = "gemini-3.8-flash";
const ai = new GoogleGenAI({ apiKey, httpOptions: { baseUrl } });
const stranger = new GoogleGenAI({ apiKey: "a-token-that-nobody-has", httpOptions: { baseUrl } });

const whole = await ai.models.generateContent({ model, contents: "Name a river." });

const pieces = [];
for await (const piece of await ai.models.generateContentStream({ model, contents: "Count." })) {
  pieces.push(piece.text ?? "");
}

const many = await Promise.all(
  Array.from({ length: 20 }, (_, i) => ai.models.generateContent({ model, contents: `Prompt ${i}.` })));

let refusal = 0;
try {
  await stranger.models.generateContent({ model, contents: "Name a river." });
} catch (error) {
  refusal = error.status;
}

console.log(JSON.stringify({ text: whole.text, pieces, many: many.map((answer) => answer.text), refusal }));
