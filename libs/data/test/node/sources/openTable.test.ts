import { join } from 'node:path';
import { openTable } from '@pneumo/data/node';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../support/errorOf.ts';
import { folderWith } from '../../support/folders.ts';

const table = (name: string, text: string, files: readonly string[]): string =>
  join(folderWith({ [name]: text, ...Object.fromEntries(files.map((file) => [file, 'x'])) }), name);

describe('openTable', () => {
  it('reads columns by their usual names, and keeps what it is asked to', async () => {
    const path = table(
      'list.csv',
      'file,label,patient,split,view\na/1.png,PNEUMONIA,Ann,train,AP\na/2.png,normal,Bo,valid,\n3.png,,Cy,,PA\n',
      ['a/1.png', 'a/2.png', '3.png'],
    );
    const { samples, warnings } = await openTable(path, { columns: { keep: ['view'] }, source: 'demo' });
    expect(samples).toEqual([
      { id: '3.png', patient: 'Cy', source: 'demo', columns: { view: 'PA' } },
      {
        id: 'a/1.png',
        label: 'PNEUMONIA',
        patient: 'Ann',
        source: 'demo',
        split: 'train',
        columns: { view: 'AP' },
      },
      { id: 'a/2.png', label: 'NORMAL', patient: 'Bo', source: 'demo', split: 'val' },
    ]);
    expect(warnings.map(({ code, message }) => [code, message.slice(0, 27)])).toEqual([
      ['UNLABELLED', '1 of 3 images have no label'],
    ]);
  });

  it('reads JSON Lines with columns named by options, and words of its own', async () => {
    const path = table(
      'list.jsonl',
      '{"img":"1.png","dx":"viral","kid":4}\n{"img":"2.png","dx":"clear","kid":5}\n{"img":"3.png","dx":"blurred","kid":6}',
      ['1.png', '2.png', '3.png'],
    );
    const columns = {
      file: 'img',
      label: 'dx',
      patient: 'kid',
      positive: ['viral'],
      negative: ['Clear'],
      excluded: ['blurred'],
    };
    const { samples, warnings } = await openTable(path, { columns });
    expect(samples.map(({ id, label, patient }) => [id, label, patient])).toEqual([
      ['1.png', 'PNEUMONIA', '4'],
      ['2.png', 'NORMAL', '5'],
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(['EXCLUDED', 'UNLISTED_FILES']);
    const unknown = await errorOf(openTable(path, { columns: { ...columns, excluded: [] } }));
    expect(unknown.message).toContain(
      `${path}, entry 3: dx is 'blurred'; expected viral (PNEUMONIA), clear (NORMAL)`,
    );
  });

  it('finds names anywhere below the root, whether accents are one character or two', async () => {
    const path = table('list.csv', 'file,label,patient\nJos\u00e9.png,1,a\nstem,0,b\nset/deep/x.png,0,c\n', [
      'deep/Jose\u0301.png',
      'deep/er/stem.jpeg',
      'deep/x.png',
    ]);
    const { samples } = await openTable(path);
    expect(samples.map(({ id }) => id)).toEqual(['deep/Jose\u0301.png', 'deep/er/stem.jpeg', 'deep/x.png']);
  });

  it('counts equal lines of one image once, and refuses lines that differ by their numbers', async () => {
    const equal = table('list.csv', 'file,label,patient\n1.png,1,a\n1.png,1,a\n', ['1.png']);
    const { samples, warnings } = await openTable(equal);
    expect(samples).toHaveLength(1);
    expect(warnings.map(({ message }) => message)).toEqual([
      '1 lines repeat what another line says of the same image; they count once.',
    ]);
    for (const second of ['1.png,0,a', '1.png,1,b']) {
      const error = await errorOf(
        openTable(table('list.csv', `file,label,patient\n1.png,1,a\n${second}\n`, ['1.png'])),
      );
      expect(error.code).toBe('CONFLICTING_LABELS');
      expect(error.message).toContain('1.png (entries 1 and 2)');
    }
    const twice = await errorOf(
      openTable(table('list.csv', 'file,label,patient\n1.png,1,a\nz/1.png,1,a\n', ['1.png'])),
    );
    expect(twice.message).toContain("'1.png' and 'z/1.png' name the same image 1.png");
  });

  it('names patients with both labels', async () => {
    const { warnings } = await openTable(
      table('list.csv', 'file,label,patient\n1.png,1,a\n2.png,0,a\n', ['1.png', '2.png']),
    );
    expect(warnings[0]).toMatchObject({
      code: 'PATIENT_WITH_BOTH_LABELS',
      message: expect.stringContaining('1 patients have images of both labels: a.'),
    });
  });

  it('names images that are not there, and leaves them out only when asked', async () => {
    const path = table('list.csv', 'file,label,patient\n1.png,1,a\ngone.png,0,b\n', ['1.png']);
    const error = await errorOf(openTable(path));
    expect(error.code).toBe('BAD_FILES');
    expect(error.message).toContain('1 of 2 files cannot be used: gone.png is not below');
    expect((await openTable(path, { onBadFile: 'skip' })).skipped.map(({ file }) => file)).toEqual([
      'gone.png',
    ]);
  });

  it.each([
    ['a path that leaves the folder', 'file,label\n../../etc/passwd,1\n', 'entry 1: the file is'],
    ['an absolute path', 'file,label\n/etc/passwd,1\n', 'entry 1: the file is'],
    ['a missing column', 'image,label\n1.png,1\n', "no column 'file'"],
    ['no lines', 'file,label\n', 'has no lines'],
    ['a name that could be two files', 'file,label\nx.png,1\n', "'x.png' could be a/x.png, b/x.png"],
  ])('refuses %s', async (_, text, words) => {
    const error = await errorOf(openTable(table('list.csv', text, ['1.png', 'a/x.png', 'b/x.png'])));
    expect(error.code).toBe('INVALID_TABLE');
    expect(error.message).toContain(words);
  });
});

describe('a preset', () => {
  const labelled = (source: Awaited<ReturnType<typeof openTable>>): unknown[] =>
    source.samples.map(({ id, label, patient }) => [id, label, patient]);

  it('nih takes pneumonia, also beside other findings, and no finding', async () => {
    const path = table(
      'Data_Entry_2017.csv',
      'Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position\n' +
        '1_000.png,Pneumonia|Effusion,0,1,58,M,PA\n2_000.png,No Finding,0,2,40,F,AP\n3_000.png,Effusion,0,3,7,F,AP\n',
      ['images_001/images/1_000.png', 'images_001/images/2_000.png', 'images_002/images/3_000.png'],
    );
    const source = await openTable(path, { preset: 'nih' });
    expect(labelled(source)).toEqual([
      ['images_001/images/1_000.png', 'PNEUMONIA', '1'],
      ['images_001/images/2_000.png', 'NORMAL', '2'],
    ]);
    expect(source.samples[0]!.columns).toEqual({ view: 'PA', sex: 'M', age: '58' });
    const wider = await openTable(path, { preset: 'nih', findings: { positive: ['Pneumonia', 'Effusion'] } });
    expect(wider.samples.map(({ label }) => label)).toEqual(['PNEUMONIA', 'NORMAL', 'PNEUMONIA']);
  });

  it('rsna joins the boxes of an image, and knows the file of classes', async () => {
    const files = ['stage_2_train_images/a.dcm', 'stage_2_train_images/b.dcm'];
    const boxes = 'patientId,x,y,width,height,Target\na,1,2,3,4,1\na,5,6,7,8,1\nb,,,,,0\n';
    const dcm = await errorOf(openTable(table('labels.csv', boxes, files), { preset: 'rsna' }));
    // The files are found; they are no DICOM files.
    expect(dcm.message).toContain('stage_2_train_images/a.dcm');
    const path = table('labels.csv', boxes, ['i/a.png', 'i/b.png']);
    expect(labelled(await openTable(path, { preset: 'rsna' }))).toEqual([
      ['i/a.png', 'PNEUMONIA', 'i/a'],
      ['i/b.png', 'NORMAL', 'i/b'],
    ]);
    const classes = 'patientId,class\na,Lung Opacity\na,Lung Opacity\nb,No Lung Opacity / Not Normal\n';
    expect(
      labelled(await openTable(table('c.csv', classes, ['a.png', 'b.png']), { preset: 'rsna' })),
    ).toEqual([['a.png', 'PNEUMONIA', 'a']]);
  });

  it('chexpert reads patient and part from the path, leaves uncertain and lateral films out', async () => {
    const head = 'Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Pneumonia\n';
    const at = (n: number, view = 'frontal'): string =>
      `CheXpert-v1.0-small/train/patient0000${n}/study1/view1_${view}.jpg`;
    const lines = [
      `${at(1)},Male,60,Frontal,PA,,1.0`,
      `${at(2)},Female,50,Frontal,AP,1.0,`,
      `${at(3)},Female,50,Frontal,AP,,-1.0`,
      `${at(4, 'lateral')},Female,50,Lateral,,,1.0`,
      `${at(5)},Female,50,Frontal,AP,,0.0`,
    ];
    const files = [1, 2, 3, 5]
      .map((n) => at(n).replace('CheXpert-v1.0-small/', ''))
      .concat(at(4, 'lateral').replace('CheXpert-v1.0-small/', ''));
    const path = table('train.csv', head + lines.join('\n'), files);
    const source = await openTable(path, { preset: 'chexpert' });
    expect(source.samples.map(({ patient, label, split }) => [patient, label, split])).toEqual([
      ['patient00001', 'PNEUMONIA', 'train'],
      ['patient00002', 'NORMAL', 'train'],
    ]);
    const more = await openTable(path, { preset: 'chexpert', findings: { uncertain: 'PNEUMONIA' } });
    expect(more.samples.map(({ patient }) => patient)).toEqual([
      'patient00001',
      'patient00002',
      'patient00003',
    ]);
    const missing = await errorOf(openTable(path, { preset: 'chexpert', findings: { positive: ['Flu'] } }));
    expect(missing.message).toContain('no column for Flu');
  });

  it('vindr lets most readers decide', async () => {
    const head = 'image_id,rad_id,Pneumonia,No finding\n';
    const lines = [
      'a,R1,1,0',
      'a,R2,1,0',
      'a,R3,0,1',
      'b,R1,0,1',
      'b,R2,0,1',
      'b,R3,1,0',
      'c,R1,1,0',
      'c,R2,0,1',
      'c,R3,0,0',
    ];
    const path = table('image_labels_train.csv', head + lines.join('\n'), ['a.png', 'b.png', 'c.png']);
    expect(labelled(await openTable(path, { preset: 'vindr' }))).toEqual([
      ['a.png', 'PNEUMONIA', 'a'],
      ['b.png', 'NORMAL', 'b'],
    ]);
  });

  it('names the columns that a table lacks, and does not stand beside columns', async () => {
    const path = table('list.csv', 'file,label\n1.png,1\n', ['1.png']);
    expect((await errorOf(openTable(path, { preset: 'nih' }))).message).toContain(
      "no column 'Image Index', 'Finding Labels', 'Patient ID', which the layout NIH ChestX-ray14 needs; its columns are file, label",
    );
    expect((await errorOf(openTable(path, { preset: 'nih', columns: {} }))).code).toBe('INVALID_ARGUMENT');
  });
});
