import { useWords } from "../../i18n";
import { useHotkeys, type Hotkeys } from "../../ui/hotkeys";

const KEYS = "123456789*0#";

/** Tones for the far end's menus; while it is open, the keyboard's digits go here. */
export function Keypad({ sent, press, close }: { sent: string; press(digit: string): void; close(): void }) {
  const { t } = useWords();
  const keys: Hotkeys = Object.fromEntries([...KEYS].map((key) => [key, () => press(key)]));
  useHotkeys({ ...keys, Escape: close });
  return (
    <div className="keypad" data-testid="keypad">
      <div className="keypad-keys">
        {[...KEYS].map((key) => (
          <button key={key} type="button" className="button" aria-label={t("call.key", { key })} onClick={() => press(key)}>{key}</button>
        ))}
      </div>
      <p className="mono muted" role="status">{sent ? t("call.keypadSent", { digits: sent }) : " "}</p>
    </div>
  );
}
