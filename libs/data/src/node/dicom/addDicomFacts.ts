import { PneumoError } from '@pneumo/core';
import type { Sample } from '../../sample.ts';
import type { DataWarning } from '../../sources/dataWarning.ts';
import type { BadFile } from '../../sources/imageSource.ts';
import { badFilesError, type OnBadFile } from '../badFiles.ts';
import { unreadable } from '../hashFiles.ts';
import { mapConcurrently } from '../mapConcurrently.ts';
import { type PatientKey, patientKeyOf } from './patientHash.ts';
import type { DicomFacts } from './readDicomFacts.ts';

/** What {@link addDicomFacts} takes beside the samples. */
export interface AddDicomFactsOptions {
  /** Reads the header of a sample; the key is the one below. */
  read: (id: string, patientKey: string | undefined) => Promise<DicomFacts>;
  /** The key of the pseudonyms. */
  patientKey?: PatientKey;
  /** Take every sample for a DICOM file, whatever its name. */
  all?: boolean;
  /** What to do with files whose header cannot be read. */
  onBadFile?: OnBadFile;
}

interface Listed {
  samples: Sample[];
  skipped: BadFile[];
  warnings: DataWarning[];
}

const READERS = 8;
const DICOM_NAME = /\.(?:dcm|dicom)$/i;

/**
 * Reads what the headers of DICOM files among the samples say: patient (as a pseudonym), view, laterality, and whether
 * writing may be part of the picture.
 *
 * @param list - samples, warnings, files left out; those that are no DICOM files by name stay as they are
 * @param options - how headers are read, the key
 * @returns the list with what was found
 * @throws PneumoError `BAD_FILES`; `INVALID_ARGUMENT` for a key that can be guessed
 */
export async function addDicomFacts<T extends Listed>(list: T, options: AddDicomFactsOptions): Promise<T> {
  const { read, all = false, onBadFile = 'throw' } = options;
  const isDicom = ({ id }: Sample): boolean => all || DICOM_NAME.test(id);
  if (!list.samples.some(isDicom)) return list;
  const patientKey = options.patientKey === undefined ? undefined : await patientKeyOf(options.patientKey);
  const written = { yes: 0, unknown: 0, no: 0 };
  let films = 0;
  let unnamed = 0;
  const outcomes = await mapConcurrently(list.samples, READERS, async (sample): Promise<Sample | BadFile> => {
    if (!isDicom(sample)) return sample;
    try {
      const { patient, columns, burnedIn } = await read(sample.id, patientKey);
      films++;
      written[burnedIn]++;
      if (patient === undefined) unnamed++;
      return withFacts(sample, patient, columns);
    } catch (error) {
      if (error instanceof PneumoError && error.code !== 'BAD_IMAGE') throw error;
      return { file: sample.id, reason: unreadable(error) };
    }
  });
  const bad = outcomes.filter((outcome) => 'reason' in outcome);
  if (bad.length > 0 && (onBadFile === 'throw' || bad.length === list.samples.length))
    throw badFilesError(bad, list.samples.length);
  const warnings = [...list.warnings, ...burnedInWarning(written, films)];
  if (patientKey !== undefined && unnamed > 0) {
    warnings.push({
      code: 'NO_PATIENT_ID',
      message: `${unnamed} of ${films} DICOM files have no patient identifier; their patients are read from their names.`,
    });
  } else if (patientKey === undefined) {
    warnings.push({
      code: 'NO_PATIENT_KEY',
      message: `The patient identifiers of ${films} DICOM files were not read, since no key for pseudonyms was given; their patients are read from their names.`,
    });
  }
  return {
    ...list,
    samples: outcomes.filter((outcome) => !('reason' in outcome)),
    skipped: [...list.skipped, ...bad],
    warnings,
  };
}

function withFacts(sample: Sample, patient: string | undefined, facts: Record<string, string>): Sample {
  const columns = { ...facts, ...sample.columns };
  return {
    ...sample,
    ...(patient !== undefined && { patient }),
    ...(Object.keys(columns).length > 0 && { columns }),
  };
}

function burnedInWarning(written: Record<string, number>, films: number): DataWarning[] {
  if (written.yes === 0 && written.unknown === 0) return [];
  const says = [
    ...(written.yes! > 0
      ? [`${written.yes} of ${films} DICOM files say that writing is burned into the picture`]
      : []),
    ...(written.unknown! > 0
      ? [
          written.yes! > 0
            ? `${written.unknown} of ${films} do not say whether it is`
            : `${written.unknown} of ${films} DICOM files do not say whether writing is burned into the picture`,
        ]
      : []),
  ];
  return [
    {
      code: 'BURNED_IN_TEXT',
      message: `${says.join('; ')}. Look at them before you pass pictures on: writing can name a patient.`,
    },
  ];
}
