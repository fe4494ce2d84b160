/**
 * Pickers and boxes that are steps of something longer. Owns: the button that leads back. Must not know what is asked.
 */
import { QuickInputButtons, ThemeIcon, window, type QuickInput, type QuickInputButton, type QuickPickItem } from 'vscode';
import { whileOpen } from './openPicks.ts';
import { back, type Back, type ManyStep, type PickStep, type StepChoice, type Steps, type TextStep } from './ports.ts';

interface Item<T> extends QuickPickItem {
  readonly choice: StepChoice<T>;
}

const removeButton: QuickInputButton = { iconPath: new ThemeIcon('trash'), tooltip: 'Delete' };

export const steps: Steps = { pick, pickMany, text };

function pick<T>({ title, placeholder, choices, active, remove }: PickStep<T>): Promise<T | Back | undefined> {
  const box = window.createQuickPick<Item<T>>();
  box.placeholder = placeholder;
  box.matchOnDescription = true;
  box.items = choices.map((choice) => itemOf(choice, remove !== undefined));
  box.activeItems = box.items.filter(({ choice }) => active !== undefined && choice.value === active);
  box.onDidTriggerItemButton(({ item }) => {
    remove?.(item.choice.value);
    box.items = box.items.filter((one) => one !== item);
  });
  return answerOf<T>(box, title, (accept) => box.onDidAccept(() => {
    const [item] = box.selectedItems;
    if (item) accept(item.choice.value);
  }));
}

function pickMany<T>({ title, placeholder, choices, picked }: ManyStep<T>): Promise<readonly T[] | Back | undefined> {
  const box = window.createQuickPick<Item<T>>();
  box.placeholder = placeholder;
  box.canSelectMany = true;
  box.items = choices.map((choice) => itemOf(choice, false));
  box.selectedItems = box.items.filter(({ choice }) => picked.includes(choice.value));
  return answerOf<readonly T[]>(box, title, (accept) => box.onDidAccept(() => accept(box.selectedItems.map(({ choice }) => choice.value))));
}

function text({ title, prompt, value, placeholder = '', isHidden = false, validate }: TextStep): Promise<string | Back | undefined> {
  const box = window.createInputBox();
  box.prompt = prompt;
  box.value = value;
  box.placeholder = placeholder;
  box.password = isHidden;
  box.onDidChangeValue((typed) => { box.validationMessage = validate(typed) ?? ''; });
  return answerOf<string>(box, title, (accept) => box.onDidAccept(() => {
    const error = validate(box.value);
    if (error === undefined) accept(box.value);
    else box.validationMessage = error;
  }));
}

/** Shows the box until it is answered, left, or led back from. */
function answerOf<R>(box: QuickInput & { buttons: readonly QuickInputButton[]; onDidTriggerButton(listener: (button: QuickInputButton) => void): unknown }, title: string, onAnswer: (accept: (answer: R) => void) => void): Promise<R | Back | undefined> {
  box.title = title;
  box.buttons = [QuickInputButtons.Back];
  box.ignoreFocusOut = true;
  return whileOpen(() => new Promise((resolve) => {
    const settle = (answer: R | Back | undefined): void => {
      resolve(answer);
      box.hide();
    };
    onAnswer(settle);
    box.onDidTriggerButton((button) => { if (button === QuickInputButtons.Back) settle(back); });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  }));
}

function itemOf<T>(choice: StepChoice<T>, canRemove: boolean): Item<T> {
  const { label, description, detail } = choice;
  return {
    label, choice, ...(description !== undefined ? { description } : {}), ...(detail !== undefined ? { detail } : {}), alwaysShow: choice.isAlways === true,
    ...(canRemove && choice.canRemove ? { buttons: [removeButton] } : {}),
  };
}
