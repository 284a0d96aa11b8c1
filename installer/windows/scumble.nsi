; Scumble's installer for Windows: makensis -DVERSION=1.2.3 -DNUMBERS=1.2.3.0 -DSOURCE=folder -DOUT=file scumble.nsi
; It installs for this user, without administrator's rights, or for all users with them (/AllUsers).

Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 64

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_INSTDIR "Scumble"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "Software\Scumble"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "Software\Scumble"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Scumble"
!define TYPE "Scumble.Painting"

Name "Scumble ${VERSION}"
OutFile "${OUT}"
!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "Scumble"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Scumble's installer"
VIAddVersionKey "LegalCopyright" "GPL-3.0-or-later"

!define MUI_FINISHPAGE_RUN "$INSTDIR\scumble.exe"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Spanish"

; Only what this installer wrote is removed: the folder may have been chosen by hand, and may hold other things.
!macro RemoveProgram UN
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\scumble.exe"
  Delete "$INSTDIR\scumble-cli.exe"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\THIRD-PARTY-NOTICES.txt"
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "Scumble needs a 64-bit Windows."
    Abort
  ${EndIf}
  !insertmacro MULTIUSER_INIT
FunctionEnd

Function un.onInit
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section "Scumble"
  !insertmacro RemoveProgram ""  ; files of an older version must not stay among the new ones
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Scumble.lnk" "$INSTDIR\scumble.exe"

  WriteRegStr SHCTX "Software\Scumble" "Folder" "$INSTDIR"
  WriteRegStr SHCTX "Software\Classes\.scumble" "" "${TYPE}"
  WriteRegStr SHCTX "Software\Classes\.ora\OpenWithProgids" "${TYPE}" ""
  WriteRegStr SHCTX "Software\Classes\${TYPE}" "" "Scumble painting"
  WriteRegStr SHCTX "Software\Classes\${TYPE}\DefaultIcon" "" "$INSTDIR\scumble.exe,0"
  WriteRegStr SHCTX "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\scumble.exe" "%1"'

  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "Scumble"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\scumble.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "The Scumble project"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" "$0"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)'
SectionEnd

; Paintings, brushes, settings and the AI runtime lie in the user's own folders, and stay.
Section "Uninstall"
  !insertmacro RemoveProgram "un."
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Scumble.lnk"
  DeleteRegKey SHCTX "${UNINSTALL}"
  DeleteRegKey SHCTX "Software\Scumble"
  DeleteRegKey SHCTX "Software\Classes\${TYPE}"
  DeleteRegValue SHCTX "Software\Classes\.ora\OpenWithProgids" "${TYPE}"
  ReadRegStr $0 SHCTX "Software\Classes\.scumble" ""
  StrCmp $0 "${TYPE}" 0 +2
    DeleteRegKey SHCTX "Software\Classes\.scumble"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)'
SectionEnd
