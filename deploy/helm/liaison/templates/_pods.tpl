{{/* Nobody in a container is root, changes its files or gains rights. */}}
{{- define "liaison.locked" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* What every pod has: who it runs as, where it runs. Given as (list $ "registry-api"). */}}
{{- define "liaison.pod" -}}
{{- $root := index . 0 -}}
serviceAccountName: {{ $root.Values.serviceAccountName }}
automountServiceAccountToken: false
# Kubernetes would tell programs of every Service by variables such as LIAISON_URL_PORT: those are names of settings.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  {{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "liaison.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}

{{/* A process of a service, without its probes. Given as (list $ "registry" "api"). */}}
{{- define "liaison.process" -}}
{{- $root := index . 0 -}}{{- $name := index . 1 -}}{{- $role := index . 2 -}}
{{- $has := include "liaison.role" . | fromJson -}}
name: {{ $role }}
image: {{ include "liaison.image" (list $root $name) }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
args: [{{ $role }}]
env: {{- include "liaison.environment" . | nindent 2 }}
securityContext: {{- include "liaison.locked" . | nindent 2 }}
resources: {{- toYaml $has.resources | nindent 2 }}
volumeMounts:
  - {name: tmp, mountPath: /tmp}
  - {name: secrets, mountPath: /run/secrets/liaison, readOnly: true}
  {{- if include "liaison.claim" (list $name $role) }}
  - {name: files, mountPath: /var/lib/liaison}
  {{- end }}
{{- end }}

{{/* The volumes of a process, and where it must run for their sake. */}}
{{- define "liaison.volumes" -}}
{{- $root := index . 0 -}}{{- $name := index . 1 -}}{{- $role := index . 2 -}}
{{- $told := include "liaison.told" . | fromJson -}}
{{- $claim := include "liaison.claim" (list $name $role) -}}
volumes:
  - name: tmp
    emptyDir: {sizeLimit: 256Mi}
  - name: secrets
    projected:
      defaultMode: 0440
      sources:
        {{- range $file, $from := mustMerge (dict) $told.secrets $root.Values.files }}
        - secret: {name: {{ $from.secret }}, items: [{key: {{ $from.key | quote }}, path: {{ $file }}}]}
        {{- end }}
  {{- with $claim }}
  - name: files
    persistentVolumeClaim: {claimName: {{ index $root.Values.claims . }}}
  {{- end }}
{{- if and $claim (eq $root.Values.claims.accessMode "ReadWriteOnce") }}
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector: {matchLabels: {app.kubernetes.io/instance: {{ $root.Release.Name }}, liaison/claim: {{ $claim }}}}
{{- end }}
{{- end }}

{{/* The labels of a process's pod: also what network policies and claims find it by. */}}
{{- define "liaison.marks" -}}
{{- $root := index . 0 -}}{{- $name := index . 1 -}}{{- $role := index . 2 -}}
{{ include "liaison.labels" (list $root (printf "%s-%s" $name $role)) }}
liaison/service: {{ $name }}
liaison/role: {{ $role }}
{{- with include "liaison.claim" (list $name $role) }}
liaison/claim: {{ . }}
{{- end }}
{{- end }}
